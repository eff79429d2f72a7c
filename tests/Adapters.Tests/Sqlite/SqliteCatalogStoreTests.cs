using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteCatalogStoreTests : CatalogStoreConformance
{
    private readonly SqliteFile _file = new();

    [Fact]
    public async Task Reopened_KeepsEverythingAndItsIdentity()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));
        CatalogSnapshot before = await Store.LoadAsync(Token);

        var reopened = new RelationalCatalogStore(await _file.OpenAsync(Token), TimeProvider.System);
        CatalogSnapshot after = await reopened.LoadAsync(Token);

        Assert.Equal((before.CatalogId, before.Position), (after.CatalogId, after.Position));
        Assert.Equal(2, Assert.Single(after.Entries).Current.Number);
        Assert.Equal(2, (await reopened.ReadVersionsAsync(Key, null, 10, Token)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4000)]
    public async Task TornWrite_LosesOnlyWhatWasNotAcknowledged(int cut)
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("acknowledged"));
        long acknowledged = new FileInfo(_file.Path + "-wal").Length;
        await ApplyAsync(Append("in flight"));
        long written = new FileInfo(_file.Path + "-wal").Length - acknowledged;
        Assert.True(cut < written);

        await using SqliteDatabase torn = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = _file.CopyTo("torn.db", cut) }, Token);
        var store = new RelationalCatalogStore(torn, TimeProvider.System);
        EntryState state = Assert.Single((await store.LoadAsync(Token)).Entries);

        Assert.Equal(2, state.LatestVersion);
        Assert.Equal(Draft("acknowledged").ContentHash, state.Current.ContentHash);
        Assert.Equal(2, (await store.LoadAsync(Token)).Position);
        Assert.IsType<WriteResult.Written>((await store.CommitAsync([Append("after")], null, Token))[0]);
    }

    [Fact]
    public async Task TwoConnectionsOnOneFile_RacingWriters_StayGapless()
    {
        var other = new RelationalCatalogStore(await _file.OpenAsync(Token), TimeProvider.System);
        await ApplyAsync(Create("one"));

        IEnumerable<Task<IReadOnlyList<WriteResult>>> commits = Enumerable.Range(0, 20)
            .Select(index => Task.Run(() => (index % 2 == 0 ? Store : other).CommitAsync([Append($"version {index}")], null, Token)));
        IReadOnlyList<WriteResult>[] results = await Task.WhenAll(commits);

        Assert.Equal(Enumerable.Range(2, 20), results.Select(result => ((WriteResult.Written)result[0]).Version).Order());
        Assert.Equal(
            Enumerable.Range(1, 21).Select(position => (long)position),
            (await other.ReadChangesAsync(0, 100, Token)).Changes.Select(change => change.Position));
    }

    [Theory]
    [InlineData("body", "'{'", "Version 1 is not JSON.")]
    [InlineData("body", "CAST(x'7B2261223A22FF227D' AS TEXT)", "Version 1 is not JSON.")]
    [InlineData("tags", "'{'", "Version 1 has tags that are no array of texts.")]
    [InlineData("tags", "'[\"a\", null]'", "Version 1 has tags that are no array of texts.")]
    public async Task Load_WhenAVersionCannotBeRead_BreaksItsEntryAndNoOther(string column, string value, string fault)
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Create("two") with { Key = new EntryKey("general", "other") });
        await (await _file.OpenAsync(Token)).WriteAsync(
            (session, token) => session.ExecuteAsync($"UPDATE entry_versions SET {column} = {value} WHERE name = 'greeting'", [], token),
            Token);

        IReadOnlyList<EntryState> entries = (await Store.LoadAsync(Token)).Entries;

        EntryState broken = Assert.Single(entries, entry => entry.FindFault() is not null);
        Assert.Equal((Key, fault), (broken.Key, broken.FindFault()));
        Assert.Equal(2, entries.Count);
    }

    protected override async Task<ICatalogStore> CreateStoreAsync() =>
        new RelationalCatalogStore(await _file.OpenAsync(Token), TimeProvider.System);

    protected override async Task<IAuditStore> OpenAuditAsync() => new RelationalAuditStore(await _file.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _file.DisposeAsync();
}
