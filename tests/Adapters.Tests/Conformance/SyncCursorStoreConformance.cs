using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ISyncCursorStore"/> guarantees.</summary>
public abstract class SyncCursorStoreConformance : IAsyncLifetime
{
    private ISyncCursorStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Find_GivesWhatWasPutLastForTheTarget()
    {
        var catalog = Guid.CreateVersion7();
        Assert.Null(await _store.FindAsync("near", Token));

        await _store.PutAsync("near", new SyncCursor(Guid.CreateVersion7(), 7), Token);
        await _store.PutAsync("near", new SyncCursor(catalog, 3), Token);

        Assert.Equal(new SyncCursor(catalog, 3), await _store.FindAsync("near", Token));
        Assert.Null(await _store.FindAsync("far", Token));
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<ISyncCursorStore> CreateAsync();
}
