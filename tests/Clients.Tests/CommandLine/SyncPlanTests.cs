using PromptIntel.Cli.Sync;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Clients.Tests.CommandLine;

/// <summary>
/// Every state that the two sides can be in since they agreed: a letter is a text, '-' is nothing. Old is what they agreed on.
/// </summary>
public sealed class SyncPlanTests
{
    private const string Key = "general/greet";

    [Theory]
    // agreed, file, server
    [InlineData("-", "-", "-", null)]
    [InlineData("a", "a", "a", null)]
    [InlineData("-", "b", "-", "Create")]
    [InlineData("-", "-", "b", "Pull")]
    [InlineData("-", "b", "b", "Agree")]
    [InlineData("-", "b", "c", "Conflict")]
    [InlineData("a", "b", "a", "Push")]
    [InlineData("a", "a", "b", "Pull")]
    [InlineData("a", "b", "b", "Agree")]
    [InlineData("a", "b", "c", "Conflict")]
    [InlineData("a", "-", "a", "Leave")]
    [InlineData("a", "a", "-", "Leave")]
    [InlineData("a", "-", "-", "Forget")]
    [InlineData("a", "-", "b", "Conflict")]
    [InlineData("a", "b", "-", "Conflict")]
    public void Step_UndoesNeitherSide(string agreed, string file, string server, string? step) =>
        Assert.Equal(step, Make(agreed, file, server, mayRemove: false, Preference.Nobody)?.Step.ToString());

    [Theory]
    [InlineData("a", "-", "a", "Archive")]
    [InlineData("a", "a", "-", "Remove")]
    [InlineData("a", "-", "b", "Conflict")]
    [InlineData("a", "b", "-", "Conflict")]
    [InlineData("-", "b", "-", "Create")]
    [InlineData("-", "-", "b", "Pull")]
    public void Removal_IsCarriedOverOnlyWhereItIsAllowedAndNothingElseHappened(string agreed, string file, string server, string step) =>
        Assert.Equal(step, Make(agreed, file, server, mayRemove: true, Preference.Nobody)?.Step.ToString());

    [Theory]
    [InlineData("Local", "a", "b", "c", "Push")]
    [InlineData("Local", "a", "b", "-", "Create")]
    [InlineData("Local", "a", "-", "b", "Archive")]
    [InlineData("Local", "a", "a", "b", "Pull")]
    [InlineData("Server", "a", "b", "c", "Pull")]
    [InlineData("Server", "a", "-", "b", "Pull")]
    [InlineData("Server", "a", "b", "a", "Push")]
    [InlineData("Server", "a", "b", "-", "Leave")]
    public void Preference_DecidesOnlyWhereBothChanged(string preference, string agreed, string file, string server, string step) =>
        Assert.Equal(step, Make(agreed, file, server, mayRemove: false, Enum.Parse<Preference>(preference))?.Step.ToString());

    [Fact]
    public void Names_ThatDifferInCaseOnly_AreNotWrittenOverEachOther()
    {
        var remote = new Dictionary<string, RemoteEntry> { ["general/Greet"] = Remote("a"), [Key] = Remote("b") };

        IReadOnlyList<SyncAction> plan = SyncPlan.Make(
            new Dictionary<string, Agreed>(), new Dictionary<string, LocalEntry>(), remote, mayRemove: false, Preference.Nobody);

        Assert.Equal([SyncStep.Conflict, SyncStep.Conflict], plan.Select(action => action.Step));
    }

    private static SyncAction? Make(string agreed, string file, string server, bool mayRemove, Preference preference)
    {
        var before = new Dictionary<string, Agreed>();
        var local = new Dictionary<string, LocalEntry>();
        var remote = new Dictionary<string, RemoteEntry>();

        if (agreed != "-")
        {
            before[Key] = new Agreed($"{Key}.md", new LocalEntry("", agreed).Hash, agreed[0]);
        }

        if (file != "-")
        {
            local[Key] = new LocalEntry($"{Key}.md", file);
        }

        if (server != "-")
        {
            remote[Key] = Remote(server);
        }

        return SyncPlan.Make(before, local, remote, mayRemove, preference).SingleOrDefault();
    }

    private static RemoteEntry Remote(string text) => new("prompt", text[0], new AuthoredText(text, "\"tag\"", "text/markdown"));
}
