using System.Collections.Immutable;

using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IOutboxStore"/> guarantees.</summary>
public abstract class OutboxStoreConformance : IAsyncLifetime
{
    protected const string Near = "near";
    protected const string Far = "far";

    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    private IOutboxStore _store = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Take_GivesTheOldestOfOneTarget()
    {
        SyncDocument[] documents = [SyncDocument.Preferences("ada"), History("ada"), SyncDocument.Figures];

        foreach (SyncDocument document in documents)
        {
            await MarkAsync(document, Near, Far);
        }

        Assert.Equal(documents[..2], (await _store.TakeAsync(Near, 2, Token)).Select(row => row.Document));
        Assert.Equal(documents, (await _store.TakeAsync(Far, 9, Token)).Select(row => row.Document));
        Assert.All(
            await _store.TakeAsync(Near, 9, Token),
            row => Assert.Equal((Near, 0, false, null), (row.Target, row.Attempts, row.IsParked, row.Error)));
    }

    [Fact]
    public async Task Append_WhenTheDocumentIsMarkedAlready_ReplacesTheMarkAndKeepsItsAgeAndPlace()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await MarkAsync(SyncDocument.Preferences("bob"), Near);
        OutboxRow first = (await _store.TakeAsync(Near, 9, Token))[0];

        await MarkAsync(SyncDocument.Preferences("ada"), Near);

        IReadOnlyList<OutboxRow> rows = await _store.TakeAsync(Near, 9, Token);
        Assert.Equal(["ada", "bob"], rows.Select(row => row.Document.Owner));
        Assert.NotEqual(first.Id, rows[0].Id);
        Assert.Equal(first.Since, rows[0].Since);
    }

    [Fact]
    public async Task Complete_WhenTheDocumentChangedDuringTheDelivery_LeavesTheNewMark()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await MarkAsync(SyncDocument.Preferences("bob"), Near);
        IReadOnlyList<OutboxRow> taken = await _store.TakeAsync(Near, 9, Token);
        await MarkAsync(SyncDocument.Preferences("ada"), Near);

        await _store.CompleteAsync([.. taken.Select(row => row.Id)], Token);

        Assert.Equal(SyncDocument.Preferences("ada"), Assert.Single(await _store.TakeAsync(Near, 9, Token)).Document);
    }

    [Fact]
    public async Task Retry_HoldsBackLaterRowsOfTheOwnerAndNobodyElse()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await MarkAsync(History("ada"), Near);
        await MarkAsync(History("bob"), Near);
        OutboxRow refused = (await _store.TakeAsync(Near, 1, Token))[0];

        await _store.RetryAsync(refused.Id, "refused", Later, Token);

        Assert.Equal(["bob"], (await _store.TakeAsync(Near, 9, Token)).Select(row => row.Document.Owner));
    }

    [Fact]
    public async Task Retry_WhenDue_GivesTheRowFirstWithItsAttempts()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await MarkAsync(History("ada"), Near);
        OutboxRow refused = (await _store.TakeAsync(Near, 1, Token))[0];

        await _store.RetryAsync(refused.Id, "too large", TimeSpan.FromSeconds(-1), Token);

        IReadOnlyList<OutboxRow> again = await _store.TakeAsync(Near, 9, Token);
        Assert.Equal([refused with { Attempts = 1, Error = "too large" }], again.Take(1));
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public async Task Park_TakesTheRowOutAndHoldsNobodyBack()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await MarkAsync(History("ada"), Near);
        OutboxRow poison = (await _store.TakeAsync(Near, 1, Token))[0];

        await _store.ParkAsync(poison.Id, "no such thing", Token);

        Assert.Equal([SyncCollection.UserHistory], (await _store.TakeAsync(Near, 9, Token)).Select(row => row.Document.Collection));
        Assert.Equal(
            [poison with { Attempts = 1, Error = "no such thing", IsParked = true }], await _store.ListParkedAsync(Near, 9, Token));
        Assert.Empty(await _store.ListParkedAsync(Far, 9, Token));
    }

    [Fact]
    public async Task RetryParked_MakesOneOrAllDueAgain()
    {
        for (int index = 0; index < 3; index++)
        {
            await MarkAsync(History($"user-{index}"), Near);
        }

        IReadOnlyList<OutboxRow> rows = await _store.TakeAsync(Near, 9, Token);

        foreach (OutboxRow row in rows)
        {
            await _store.ParkAsync(row.Id, "refused", Token);
        }

        Assert.Equal(1, await _store.RetryParkedAsync(Near, rows[1].Id, Token));
        Assert.Equal(0, await _store.RetryParkedAsync(Far, rows[0].Id, Token));
        Assert.Equal([(rows[1].Id, 0)], (await _store.TakeAsync(Near, 9, Token)).Select(row => (row.Id, row.Attempts)));
        Assert.Equal(2, await _store.RetryParkedAsync(Near, null, Token));
        Assert.Equal(3, (await _store.TakeAsync(Near, 9, Token)).Count);
    }

    [Fact]
    public async Task Append_WhenTheDocumentIsParked_GivesItAnotherChance()
    {
        await MarkAsync(SyncDocument.Preferences("ada"), Near);
        await _store.ParkAsync((await _store.TakeAsync(Near, 1, Token))[0].Id, "refused", Token);

        await MarkAsync(SyncDocument.Preferences("ada"), Near);

        Assert.Equal(0, Assert.Single(await _store.TakeAsync(Near, 9, Token)).Attempts);
        Assert.Empty(await _store.ListParkedAsync(Near, 9, Token));
    }

    [Fact]
    public async Task Measure_CountsByTargetWithTheOldest()
    {
        Assert.Empty(await _store.MeasureAsync(Token));
        await MarkAsync(SyncDocument.Preferences("ada"), Near, Far);
        await MarkAsync(SyncDocument.Preferences("bob"), Near);
        IReadOnlyList<OutboxRow> rows = await _store.TakeAsync(Near, 9, Token);
        await _store.ParkAsync(rows[1].Id, "refused", Token);

        ImmutableArray<OutboxBacklog> backlogs = await _store.MeasureAsync(Token);

        Assert.Equal([(Far, 1, 0), (Near, 1, 1)], backlogs.Select(backlog => (backlog.Target, backlog.Pending, backlog.Parked)));
        Assert.Equal(rows[0].Since, backlogs[1].OldestSince);
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IOutboxStore> CreateAsync();

    /// <summary>Marks a document as a store of data does, committed.</summary>
    protected abstract Task AppendAsync(SyncDocument document, params string[] targets);

    /// <summary>Stores tell ages apart by milliseconds, so the clock goes on between two marks.</summary>
    private async Task MarkAsync(SyncDocument document, params string[] targets)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        await timer.WaitForNextTickAsync(Token);
        await AppendAsync(document, targets);
    }

    private static SyncDocument History(string user) => SyncDocument.History(user, Guid.CreateVersion7());
}
