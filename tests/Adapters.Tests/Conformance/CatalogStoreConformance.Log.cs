using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>Commits that race, and the log of them.</summary>
public abstract partial class CatalogStoreConformance
{
    [Fact]
    public async Task Commit_WhenOneChangeIsRefused_AppliesTheOthersInOrder()
    {
        IReadOnlyList<WriteResult> results = await Store.CommitAsync(
            [Create("one"), Create("again"), Append("two"), Append("late") with { ExpectedVersion = 1 }, Append("three")], null, Token);

        Assert.Collection(
            results,
            result => Assert.Equal(1, Assert.IsType<WriteResult.Written>(result).Position),
            result => Assert.IsType<WriteResult.NameTaken>(result),
            result => Assert.Equal(2, Assert.IsType<WriteResult.Written>(result).Position),
            result => Assert.IsType<WriteResult.VersionConflict>(result),
            result => Assert.Equal(3, Assert.IsType<WriteResult.Written>(result).Position));
        Assert.Equal([1L, 2L, 3L], (await Store.ReadChangesAsync(0, 10, Token)).Changes.Select(change => change.Position));
    }

    [Fact]
    public async Task Commit_WhenTheLogWentOnSinceTheValidation_IsOutdatedAndWritesNothing()
    {
        await ApplyAsync(Create("one"));
        CatalogChange[] changes = [Append("two"), Create("other") with { Key = new EntryKey("general", "other") }];

        IReadOnlyList<WriteResult> outdated = await Store.CommitAsync(changes, validatedAt: 0, Token);
        IReadOnlyList<WriteResult> timely = await Store.CommitAsync(changes, validatedAt: 1, Token);

        Assert.All(outdated, result => Assert.Equal(1, Assert.IsType<WriteResult.Contended>(result).Position));
        Assert.Equal([2L, 3L], timely.Select(result => Assert.IsType<WriteResult.Written>(result).Position));
        Assert.Equal(2, (await Store.LoadAsync(Token)).Entries.Single(entry => entry.Key == Key).LatestVersion);
    }

    [Fact]
    public async Task Writers_WhenManyHaveValidatedAtTheSamePosition_OneWins()
    {
        await ApplyAsync(Create("one"));

        IReadOnlyList<WriteResult>[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            () => Store.CommitAsync([Create("x") with { Key = new EntryKey("general", $"entry-{writer}") }], validatedAt: 1, Token))));

        Assert.Single(results, result => result[0] is WriteResult.Written);
        Assert.Equal(7, results.Count(result => result[0] is WriteResult.Contended));
        Assert.Equal(2, (await Store.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task ReadChanges_GivesThePageAfterAPosition()
    {
        await Store.LoadAsync(Token);
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));
        await ApplyAsync(Append("three"));

        ChangePage page = await Store.ReadChangesAsync(after: 1, limit: 1, Token);
        ChangePage end = await Store.ReadChangesAsync(after: 3, limit: 10, Token);

        LoggedChange change = Assert.Single(page.Changes);
        Assert.Equal((2L, 3L), (change.Position, page.LastPosition));
        Assert.Equal(3, change.State.LatestVersion);
        Assert.Equal((await Store.LoadAsync(Token)).CatalogId, page.CatalogId);
        Assert.Empty(end.Changes);
    }

    [Fact]
    public async Task PruneChanges_TakesTheBeginningOfTheLogAndNeverTheNewest()
    {
        CatalogSnapshot before = await Store.LoadAsync(Token);
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));
        await ApplyAsync(Append("three") with { At = Now.AddHours(1) });
        // Committed later by a writer whose clock is behind.
        await ApplyAsync(Append("four"));

        int nothing = await Store.PruneChangesAsync(Now, 10, Token);
        int limited = await Store.PruneChangesAsync(Now.AddMinutes(1), 1, Token);
        int rest = await Store.PruneChangesAsync(Now.AddMinutes(1), 10, Token);
        ChangePage page = await Store.ReadChangesAsync(after: 0, limit: 10, Token);

        Assert.Equal((0, 1, 1), (nothing, limited, rest));
        Assert.Equal([3L, 4L], page.Changes.Select(change => change.Position));
        Assert.Equal((4L, before.CatalogId), (page.LastPosition, page.CatalogId));
        Assert.Equal(1, await Store.PruneChangesAsync(Now.AddDays(1), 10, Token));
        Assert.Equal(5, (await ApplyAsync(Append("five"))).Position);
        Assert.Equal(5, (await Store.LoadAsync(Token)).Position);
        Assert.Equal(0, await Store.PruneChangesAsync(Now, 10, Token));
    }

    [Fact]
    public async Task Writers_WhenManyRaceForTheSameVersion_OneWinsEachRound()
    {
        await ApplyAsync(Create("one"));

        WriteResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(writer => Task.Run(() => CommitAsync(Append($"writer {writer}") with { ExpectedVersion = 1 }))));

        Assert.Single(results.OfType<WriteResult.Written>());
        Assert.Equal(7, results.OfType<WriteResult.VersionConflict>().Count());
    }

    [Fact]
    public async Task Positions_UnderConcurrency_AreGaplessAndEachOnce()
    {
        WriteResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            index => Task.Run(() => CommitAsync(Create("x") with { Key = new EntryKey("general", $"entry {index}") }))));

        long[] positions = [.. results.Cast<WriteResult.Written>().Select(applied => applied.Position).Order()];
        Assert.Equal(Enumerable.Range(1, 40).Select(position => (long)position), positions);
        Assert.Equal(positions, (await Store.ReadChangesAsync(0, 100, Token)).Changes.Select(change => change.Position));
    }
}
