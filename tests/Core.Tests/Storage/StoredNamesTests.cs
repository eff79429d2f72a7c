using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Storage;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Storage;

/// <summary>What stands in databases that were released. A line here never changes; one is added with a member.</summary>
public sealed class StoredNamesTests
{
    private static readonly Dictionary<Enum, string> Released = new()
    {
        [EntryKind.Prompt] = "prompt",
        [EntryKind.Operation] = "operation",
        [EntryKind.Recipe] = "recipe",
        [EntryKind.Solver] = "solver",
        [EntryKind.Schema] = "schema",
        [EntryKind.Config] = "config",
        [VersionSource.Content] = "content",
        [VersionSource.Api] = "api",
        [VersionSource.Import] = "import",
        [SuggestionStatus.Open] = "open",
        [SuggestionStatus.Accepted] = "accepted",
        [SuggestionStatus.Rejected] = "rejected",
        [ExecutionStatus.Queued] = "queued",
        [ExecutionStatus.Running] = "running",
        [ExecutionStatus.Waiting] = "waiting",
        [ExecutionStatus.Succeeded] = "succeeded",
        [ExecutionStatus.Failed] = "failed",
        [ExecutionStatus.Cancelled] = "cancelled",
        [ExecutionStatus.Parked] = "parked",
        [StageStatus.Succeeded] = "succeeded",
        [StageStatus.Failed] = "failed",
        [StageStatus.Skipped] = "skipped",
        [StageStatus.Waiting] = "waiting",
        [DeadlineRule.Reject] = "reject",
        [DeadlineRule.Approve] = "approve",
        [BatchStatus.Running] = "running",
        [BatchStatus.Ended] = "ended",
        [BatchStatus.Stopped] = "stopped",
        [BatchStatus.Cancelled] = "cancelled",
        [JobRunStatus.Queued] = "queued",
        [JobRunStatus.Running] = "running",
        [JobRunStatus.Succeeded] = "succeeded",
        [JobRunStatus.Failed] = "failed",
        [JobTrigger.Schedule] = "schedule",
        [JobTrigger.Manual] = "manual",
        [SyncCollection.UserPreferences] = "user_preferences",
        [SyncCollection.UserHistory] = "user_history",
        [SyncCollection.UserFeedback] = "user_feedback",
        [SyncCollection.User] = "users",
        [SyncCollection.UserFigures] = "user_figures",
    };

    private static readonly object[] All =
    [
        .. from type in typeof(StoredNames<>).Assembly.GetTypes()
           where !type.ContainsGenericParameters
           from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
           where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(StoredNames<>)
           select field.GetValue(null),
    ];

    [Fact]
    public void EveryMember_IsStoredAsItWasReleased_AndReadBack()
    {
        Dictionary<Enum, string> stored = All.SelectMany(Members).ToDictionary();

        Assert.Equal(Released.OrderBy(Sorted), stored.OrderBy(Sorted));
    }

    /// <summary>What the mapping must not depend on: these are numbered against their order.</summary>
    [Fact]
    public void Order_MeansNothing()
    {
        var forwards = new StoredNames<Forwards>((Forwards.LastOne, "other"));
        var backwards = new StoredNames<Backwards>((Backwards.LastOne, "other"));

        Assert.Equal(["first_one", "middle", "other"], new[] { Forwards.FirstOne, Forwards.Middle, Forwards.LastOne }.Select(forwards.Of));
        Assert.Equal(
            ["first_one", "middle", "other"], new[] { Backwards.FirstOne, Backwards.Middle, Backwards.LastOne }.Select(backwards.Of));
        Assert.Equal((Forwards.FirstOne, Backwards.FirstOne), (forwards.Parse("first_one"), backwards.Parse("first_one")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("FirstOne")]
    [InlineData("last_one")]
    public void AnotherText_NamesNoMember(string? text)
    {
        var names = new StoredNames<Forwards>((Forwards.LastOne, "other"));

        Assert.False(names.TryParse(text, out _));
        Assert.Contains(
            nameof(Forwards), Assert.Throws<InvalidDataException>(() => names.Parse(text ?? "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoMembersOfOneName_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new StoredNames<Forwards>((Forwards.LastOne, "middle")));

    /// <summary>Whatever is read is read by name.</summary>
    [Fact]
    public void Nobody_TurnsANumberIntoAStoredMember()
    {
        string[] stored = [.. Released.Keys.Select(member => member.GetType().Name).Distinct()];
        var cast = new Regex($@"\((?:{string.Join('|', stored)})\)\s*[\w(]");
        string[] folders = ["Core", "Adapters", "Api", "Hosting"];

        var wrong =
            from file in folders.SelectMany(folder => SourceTree.Files(folder, "*.cs"))
            from Match match in cast.Matches(file.Text)
            select $"{file.Path}: {match.Value}";

        Assert.Empty(wrong);
    }

    private static string Sorted(KeyValuePair<Enum, string> member) => $"{member.Key.GetType().Name} {member.Value}";

    private static IEnumerable<KeyValuePair<Enum, string>> Members(object names)
    {
        Type type = names.GetType();
        foreach (Enum member in (IEnumerable)Enum.GetValues(type.GetGenericArguments()[0]))
        {
            string name = (string)type.GetMethod(nameof(StoredNames<StageStatus>.Of))!.Invoke(names, [member])!;
            Assert.Equal(member, type.GetMethod(nameof(StoredNames<StageStatus>.Parse))!.Invoke(names, [name]));
            yield return KeyValuePair.Create(member, name);
        }
    }

    private enum Forwards
    {
        FirstOne,
        Middle,
        LastOne,
    }

    private enum Backwards
    {
        LastOne,
        Middle,
        FirstOne,
    }
}
