using System.Text.Json;

using PromptIntel.Core.Leagues;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ILeagueStore"/> guarantees.</summary>
public abstract class LeagueStoreConformance : IAsyncLifetime
{
    private ILeagueStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Upsert_WritesOnlyWhatChanged()
    {
        long empty = await _store.ReadExamplesRevisionAsync(Cancel);
        Assert.Equal(2, await _store.UpsertExamplesAsync([Example("a"), Example("b")], Cancel));
        long first = await _store.ReadExamplesRevisionAsync(Cancel);
        Assert.Equal(0, await _store.UpsertExamplesAsync([Example("a"), Example("b")], Cancel));
        long same = await _store.ReadExamplesRevisionAsync(Cancel);
        Assert.Equal(1, await _store.UpsertExamplesAsync([Example("a"), Example("b", tier: "premium")], Cancel));
        long second = await _store.ReadExamplesRevisionAsync(Cancel);

        Assert.Equal([true, true, true], [first > empty, same == first, second > first]);

        LeagueExamplePage page = await _store.ListExamplesAsync(new LeagueExampleQuery(), Cancel);
        Assert.Equal(["basic", "premium"], page.Items.Select(example => example.Tier));
        Assert.Equal("premium", page.Items[1].Value.GetProperty("tier").GetString());
    }

    [Fact]
    public async Task List_FiltersBySportIgnoringCaseAndByTier()
    {
        await _store.UpsertExamplesAsync([Example("a"), Example("b", "judo"), Example("c", "judo", "premium")], Cancel);

        Assert.Equal(
            ["b", "c"],
            (await _store.ListExamplesAsync(new LeagueExampleQuery(Sport: "Judo"), Cancel)).Items.Select(example => example.Id));
        Assert.Equal(
            ["c"], (await _store.ListExamplesAsync(new LeagueExampleQuery("judo", "premium"), Cancel)).Items.Select(example => example.Id));
        Assert.Empty((await _store.ListExamplesAsync(new LeagueExampleQuery("' OR 1=1 --"), Cancel)).Items);
    }

    [Fact]
    public async Task List_PagesInOrderOfIdWithTheTotalOfAll()
    {
        await _store.UpsertExamplesAsync([Example("c"), Example("a"), Example("b")], Cancel);

        LeagueExamplePage first = await _store.ListExamplesAsync(new LeagueExampleQuery(Limit: 2), Cancel);
        LeagueExamplePage second = await _store.ListExamplesAsync(new LeagueExampleQuery(After: first.NextCursor, Limit: 2), Cancel);

        Assert.Equal(["a", "b"], first.Items.Select(example => example.Id));
        Assert.Equal(["c"], second.Items.Select(example => example.Id));
        Assert.Null(second.NextCursor);
        Assert.Equal((3, 3), (first.Total, second.Total));
    }

    [Fact]
    public async Task Count_IsBySportThenTier()
    {
        await _store.UpsertExamplesAsync(
            [Example("a", "judo", "premium"), Example("b", "judo"), Example("c", "judo"), Example("d", "chess")], Cancel);

        Assert.Equal(
            [new("chess", "basic", 1), new("judo", "basic", 2), new("judo", "premium", 1)], await _store.CountExamplesAsync(Cancel));
    }

    [Fact]
    public async Task Find_WhenNothingWasKept_IsNull()
    {
        Assert.Null(await _store.FindRecordAsync(Guid.CreateVersion7(), Cancel));
        Assert.Null(await _store.FindContractAsync(Guid.CreateVersion7(), Cancel));
    }

    [Fact]
    public async Task Find_GivesWhatTheStageWroteLast()
    {
        var at = new DateTimeOffset(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);
        var id = Guid.CreateVersion7();
        var record = new LeagueRecord(id, "Baltic Drift Cup", "drifting", "standard", 61.5m, 0.82m, new string('a', 64), at);
        var contract = new ContractRecord(id, "Baltic Drift Cup", "standard", 48500m, "EUR", "# Agreement", "draft", at);

        await WriteAsync(record, contract with { Status = "draft" });
        await WriteAsync(record, contract with { Status = "approved" });

        Assert.Equal(record, await _store.FindRecordAsync(id, Cancel));
        Assert.Equal(contract with { Status = "approved" }, await _store.FindContractAsync(id, Cancel));
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<ILeagueStore> CreateAsync();

    /// <summary>Writes both as the commit of a stage does.</summary>
    protected abstract Task WriteAsync(LeagueRecord record, ContractRecord contract);

    private static LeagueExample Example(string id, string sport = "futsal", string tier = "basic") =>
        new(id, $"League {id}", sport, "team", tier, "europe", $"{id}-{sport}-{tier}", JsonSerializer.SerializeToElement(new { id, tier }));
}
