using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IAuditStore"/> guarantees.</summary>
public abstract class AuditStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    protected IAuditStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Append_GivesBackAllOfIt()
    {
        var entry = new AuditEntry(Noon, "ann", "label.moved", "workflows/intake")
        {
            Detail = "production",
            From = "1",
            To = "2",
            Why = "Reads better. <b>'; DROP TABLE audit_log; -- \U0001F600",
        };
        var bare = new AuditEntry(Noon.AddSeconds(1), null, "entry.archived", "workflows/intake");

        await Store.AppendAsync(entry, Token);
        await Store.AppendAsync(bare, Token);
        IReadOnlyList<AuditRecord> all = await Store.ListAsync(new AuditFilter(), null, 10, Token);

        Assert.Equal([bare, entry], all.Select(record => record.Entry));
        Assert.True(all[0].Sequence > all[1].Sequence);
    }

    [Fact]
    public async Task Append_KeepsTheBeginningOfALongWhy_UpToAWholeCharacter()
    {
        await Store.AppendAsync(new AuditEntry(Noon, "ann", "a.b", "s") { Why = new string('a', 499) + "😀x" }, Token);

        AuditRecord kept = Assert.Single(await Store.ListAsync(new AuditFilter(), null, 10, Token));

        Assert.Equal(new string('a', 499), kept.Entry.Why);
    }

    [Fact]
    public async Task List_FiltersByEachAndAllTogether()
    {
        await AppendAsync("ann", "label.moved", "workflows/intake", 0, "production");
        await AppendAsync("ann", "label.removed", "workflows/intake", 1, "staging");
        await AppendAsync("bob", "version.added", "workflows/intake", 2);
        await AppendAsync("ann", "version.added", "workflows/intake2", 3);
        await AppendAsync(null, "version.added", "workflows0/intake", 4);

        Assert.Equal([3, 1, 0], await MinutesAsync(new AuditFilter { Actor = "ann" }));
        Assert.Equal([2, 1, 0], await MinutesAsync(new AuditFilter { Subject = "workflows/intake" }));
        Assert.Equal([3, 2, 1, 0], await MinutesAsync(new AuditFilter { Subject = "workflows/" }));
        Assert.Equal([4, 3, 2], await MinutesAsync(new AuditFilter { Action = "version.added" }));
        Assert.Equal([1, 0], await MinutesAsync(new AuditFilter { ActionPrefix = "label." }));
        Assert.Equal([0], await MinutesAsync(new AuditFilter { ActionPrefix = "label.", Detail = "production" }));
        Assert.Equal([3, 2], await MinutesAsync(new AuditFilter { Since = Noon.AddMinutes(2), Until = Noon.AddMinutes(4) }));
        Assert.Equal([3], await MinutesAsync(
            new AuditFilter { Actor = "ann", Subject = "workflows/", Action = "version.added", Since = Noon.AddMinutes(1) }));
        Assert.Empty(await MinutesAsync(new AuditFilter { Actor = "Ann" }));
    }

    [Fact]
    public async Task List_IsPagedWithoutGapOrRepetition()
    {
        for (int minute = 0; minute < 5; minute++)
        {
            await AppendAsync("ann", "a.b", "s", minute);
        }

        IReadOnlyList<AuditRecord> first = await Store.ListAsync(new AuditFilter(), null, 2, Token);
        await AppendAsync("ann", "a.b", "s", 5);
        IReadOnlyList<AuditRecord> second = await Store.ListAsync(new AuditFilter(), first[^1].Sequence, 2, Token);
        IReadOnlyList<AuditRecord> third = await Store.ListAsync(new AuditFilter(), second[^1].Sequence, 2, Token);

        Assert.Equal([4, 3, 2, 1, 0], first.Concat(second).Concat(third).Select(Minute));
    }

    [Fact]
    public async Task Prune_TakesTheOldOnesInPortions()
    {
        for (int minute = 0; minute < 5; minute++)
        {
            await AppendAsync("ann", "a.b", "s", minute);
        }

        Assert.Equal(2, await Store.PruneAsync(Noon.AddMinutes(3), 2, Token));
        Assert.Equal(1, await Store.PruneAsync(Noon.AddMinutes(3), 2, Token));
        Assert.Equal(0, await Store.PruneAsync(Noon.AddMinutes(3), 2, Token));
        Assert.Equal([4, 3], await MinutesAsync(new AuditFilter()));
    }

    protected abstract Task<IAuditStore> CreateStoreAsync();

    private Task AppendAsync(string? actor, string action, string subject, int minute, string? detail = null) =>
        Store.AppendAsync(new AuditEntry(Noon.AddMinutes(minute), actor, action, subject) { Detail = detail }, Token);

    private async Task<IEnumerable<int>> MinutesAsync(AuditFilter filter) =>
        (await Store.ListAsync(filter, null, 100, Token)).Select(Minute);

    private static int Minute(AuditRecord record) => (int)(record.Entry.At - Noon).TotalMinutes;
}
