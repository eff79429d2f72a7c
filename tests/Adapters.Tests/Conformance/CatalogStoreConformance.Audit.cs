using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class CatalogStoreConformance
{
    /// <summary>Where the store enters what it commits.</summary>
    protected abstract Task<IAuditStore> OpenAuditAsync();

    [Fact]
    public async Task Commit_EntersWhoChangedWhatFromWhatToWhat()
    {
        await ApplyAsync(Create("one") with { Author = "ann", ChangeNote = "first" });
        await ApplyAsync(Append("two") with { Author = "bob", Labels = ["staging"] });
        await ApplyAsync(
            new CatalogChange.SetLabel("production", 2, LabelCondition.None)
            {
                Key = Key,
                At = Now,
                Author = "eve",
                ChangeNote = "reads better",
            });
        await ApplyAsync(new CatalogChange.RemoveLabel("staging", LabelCondition.None) { Key = Key, At = Now, Author = "eve" });
        await ApplyAsync(new CatalogChange.ArchiveEntry { Key = Key, At = Now, Author = "eve" });

        Assert.Equal(
            [
                "ann entry.created  >1 first", "ann label.moved production >1 first", "bob version.added  1>2 ",
                "bob label.moved staging >2 ", "eve label.moved production 1>2 reads better", "eve label.removed staging 2> ",
                "eve entry.archived  2> ",
            ],
            await EnteredAsync());
    }

    [Fact]
    public async Task Commit_ThatIsRefusedOrChangesNothing_EntersNothing()
    {
        await ApplyAsync(Create("one"));
        int before = (await EnteredAsync()).Count;

        await CommitAsync(Create("taken"));
        await CommitAsync(Append("late") with { ExpectedVersion = 7 });
        await CommitAsync(new CatalogChange.SetLabel("production", 1, LabelCondition.None) { Key = Key, At = Now });
        await Store.CommitAsync([Append("outdated")], validatedAt: 0, Token);

        Assert.Equal(before, (await EnteredAsync()).Count);
    }

    [Fact]
    public async Task Commit_EntersNoTextOfAPromptOrSuggestion()
    {
        await ApplyAsync(Create("a secret body") with { Suggestions = [NewSuggestion("a secret suggestion")] });
        await ApplyAsync(new CatalogChange.AddSuggestions([NewSuggestion("another secret")]) { Key = Key, At = Now });

        IReadOnlyList<AuditRecord> entered = await (await OpenAuditAsync()).ListAsync(new AuditFilter(), null, 100, Token);

        Assert.Contains(entered, record => record.Entry.Action == "suggestion.added");
        Assert.All(entered, record => Assert.DoesNotContain("secret", record.Entry.ToString(), StringComparison.Ordinal));
    }

    /// <summary>Oldest first.</summary>
    private async Task<IReadOnlyList<string>> EnteredAsync() =>
    [
        .. (await (await OpenAuditAsync()).ListAsync(new AuditFilter { Subject = Key.ToString() }, null, 100, Token))
            .Select(record => record.Entry)
            .Reverse()
            .Select(entry => $"{entry.Actor} {entry.Action} {entry.Detail} {entry.From}>{entry.To} {entry.Why}"),
    ];
}
