using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresCatalogStoreTests : CatalogStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    [Fact]
    public async Task TwoProcesses_RacingWriters_StayGapless()
    {
        ICatalogStore other = await CreateStoreAsync();
        await ApplyAsync(Create("one"));

        IEnumerable<Task<IReadOnlyList<WriteResult>>> commits = Enumerable.Range(0, 40)
            .Select(
                index => Task.Run(() => (index % 2 == 0 ? Store : other).CommitAsync([Append($"version {index}")], null, Token), Token));
        IReadOnlyList<WriteResult>[] results = await Task.WhenAll(commits);

        Assert.Equal(Enumerable.Range(2, 40), results.Select(result => ((WriteResult.Written)result[0]).Version).Order());
        Assert.Equal(
            Enumerable.Range(1, 41).Select(position => (long)position),
            (await other.ReadChangesAsync(0, 100, Token)).Changes.Select(change => change.Position));
    }

    /// <summary>Whoever planned with an older state is told to plan again, never that his caller expected the wrong version.</summary>
    [Fact]
    public async Task TwoProcesses_RacingValidatedWriters_AreAppliedOrOutdated()
    {
        ICatalogStore other = await CreateStoreAsync();
        await ApplyAsync(Create("one"));

        async Task<int> WriteAsync(ICatalogStore store)
        {
            int applied = 0;

            for (int turn = 0; turn < 60; turn++)
            {
                CatalogSnapshot known = await store.LoadAsync(Token);
                int latest = known.Entries.Single().LatestVersion;
                WriteResult result = (await store.CommitAsync(
                    [Append($"version {latest + 1}") with { ExpectedVersion = latest }], known.Position, Token))[0];
                Assert.True(result is WriteResult.Written or WriteResult.Contended, result.ToString());
                applied += result is WriteResult.Written ? 1 : 0;
            }

            return applied;
        }

        int[] applied = await Task.WhenAll(Task.Run(() => WriteAsync(Store), Token), Task.Run(() => WriteAsync(other), Token));

        Assert.Equal(1 + applied.Sum(), (await Store.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task TwoProcesses_RacingCreators_OneWins()
    {
        ICatalogStore other = await CreateStoreAsync();

        IReadOnlyList<WriteResult>[] results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(
                index => Task.Run(() => (index % 2 == 0 ? Store : other).CommitAsync([Create($"by {index}")], null, Token), Token)));

        Assert.Single(results, result => result[0] is WriteResult.Written);
        Assert.Equal(9, results.Count(result => result[0] is WriteResult.NameTaken));
        Assert.Equal(1, (await other.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task TwoProcesses_LoadingAnEmptyCatalog_AgreeOnItsIdentity()
    {
        ICatalogStore other = await CreateStoreAsync();

        CatalogSnapshot[] loaded = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(index => Task.Run(() => (index % 2 == 0 ? Store : other).LoadAsync(Token), Token)));

        Assert.Single(loaded.Select(snapshot => snapshot.CatalogId).Distinct());
    }

    [Fact]
    public async Task TakeTurn_ByMoreThanThereAreConnections_LeavesOneToWorkWith()
    {
        await ApplyAsync(Create("one"));

        await Task.WhenAll(Enumerable.Range(0, 2 * new PostgresOptions().MaxConnections).Select(index => Task.Run(
            async () =>
            {
                await using IAsyncDisposable turn = await Store.TakeTurnAsync(Token);
                await ApplyAsync(Append($"version {index}"));
            },
            Token)));

        Assert.Equal(1 + (2 * new PostgresOptions().MaxConnections), (await Store.LoadAsync(Token)).Position);
    }

    protected override async Task<ICatalogStore> CreateStoreAsync() =>
        new RelationalCatalogStore(await _schemas.OpenAsync(Token), TimeProvider.System);

    protected override async Task<IAuditStore> OpenAuditAsync() => new RelationalAuditStore(await _schemas.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
