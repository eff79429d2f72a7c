using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Tests.Catalog.ChangeLog;

public sealed class ChangeFeedTests : IAsyncDisposable
{
    private static readonly EntryKey Key = new("general", "greeting");
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly ScriptedStore _store = new(new InMemoryCatalogStore());
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<ChangeNews>? _feed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_TellsNothingThatTheInstanceDoesNotHold()
    {
        CatalogFixture writer = await CatalogFixture.CreateAsync(_store);
        CatalogFixture reader = await CatalogFixture.CreateAsync(_store);
        Task<ChangeNews> next = NextAsync(reader, after: 0);
        await writer.CreateAsync(Key, "one");

        await reader.Catalog.CatchUpAsync(Token);

        Assert.Equal(1, Assert.IsType<ChangeNews.Changed>(await next).Change.Position);
    }

    [Fact]
    public async Task Read_WhenThePageHoldsMoreThanTheInstance_WaitsForTheRest()
    {
        CatalogFixture writer = await CatalogFixture.CreateAsync(_store);
        CatalogFixture reader = await CatalogFixture.CreateAsync(_store);
        await writer.CreateAsync(Key, "one");
        await writer.UpdateAsync(Key, "two");

        // The first change is told with the entry as it stands, which is the second.
        Task<ChangeNews> next = NextAsync(reader, after: 0);
        Assert.False(next.IsCompleted);
        await reader.Catalog.CatchUpAsync(Token);

        Assert.Equal(2, Assert.IsType<ChangeNews.Changed>(await next).Change.State.LatestVersion);
        Assert.Equal(2, reader.Catalog.Find(Key)!.LatestVersion);
    }

    [Fact]
    public async Task Read_WhenWhatCameNextIsPruned_SaysSoAndGoesOn()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(_store);
        await fixture.CreateAsync(Key, "one");
        await fixture.UpdateAsync(Key, "two");
        await fixture.UpdateAsync(Key, "three");
        _store.PrunedTo = 2;

        ChangeNews first = await NextAsync(fixture, after: 1);
        await fixture.UpdateAsync(Key, "four");

        Assert.Equal(new ChangeNews.Reset(3), first);
        Assert.Equal(4, Assert.IsType<ChangeNews.Changed>(await NextAsync(fixture, after: 1)).Change.Position);
    }

    [Fact]
    public async Task Read_WhenEverythingAfterIsPruned_SaysSo()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(_store);
        await fixture.CreateAsync(Key, "one");
        await fixture.UpdateAsync(Key, "two");
        _store.PrunedTo = 2;

        Assert.Equal(new ChangeNews.Reset(2), await NextAsync(fixture, after: 1));
    }

    [Fact]
    public async Task Read_WhenTheFollowerStandsBeyondTheLog_SaysSo()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(_store);
        await fixture.CreateAsync(Key, "one");

        Assert.Equal(new ChangeNews.Reset(1), await NextAsync(fixture, after: 50));
    }

    [Fact]
    public async Task Read_WhenTheLogGoesBackWhileTheFollowerWaits_SaysSo()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync(_store);
        await fixture.CreateAsync(Key, "one");
        await fixture.UpdateAsync(Key, "two");
        Assert.IsType<ChangeNews.Changed>(await NextAsync(fixture, after: 1));
        Task<ChangeNews> next = NextAsync(fixture, after: 1);
        CatalogFixture restored = await CatalogFixture.CreateAsync();
        await restored.CreateAsync(Key, "restored");
        _store.Inner = restored.Store;

        await fixture.Catalog.CatchUpAsync(Token);

        Assert.Equal(new ChangeNews.Reset(1), await next);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        if (_feed is not null)
        {
            await _feed.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task<ChangeNews> NextAsync(CatalogFixture fixture, long after)
    {
        _feed ??= new ChangeFeed(fixture.Catalog, _store).ReadAsync(after, _stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await _feed.MoveNextAsync().AsTask().WaitAsync(LongEnough, Token));
        return _feed.Current;
    }
}
