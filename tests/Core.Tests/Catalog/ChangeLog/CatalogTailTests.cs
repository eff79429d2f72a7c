using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Catalog.ChangeLog;

public sealed class CatalogTailTests : IDisposable
{
    private static readonly EntryKey Key = new("general", "greeting");
    private static readonly TimeSpan Poll = new CatalogOptions().PollInterval;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly TestClock _time = new();
    private readonly InProcessChangeNudge _nudge = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task Run_WhenNobodyNudges_CatchesUpAtThePollInterval()
    {
        CatalogFixture writer = await CatalogFixture.CreateAsync();
        CatalogFixture reader = await CatalogFixture.CreateAsync(writer.Store);
        Task running = Run(reader);
        await writer.CreateAsync(Key, "one");

        await _time.WaitForTimerAsync(Poll, Token);
        Assert.Null(reader.Catalog.Find(Key));
        _time.Advance(Poll);

        Assert.True(await reader.Catalog.WaitForAsync(1, LongEnough, Token));
        Assert.NotNull(reader.Catalog.Find(Key));
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_WhenNudged_CatchesUpWithoutTheClock()
    {
        CatalogFixture writer = await CatalogFixture.CreateAsync();
        CatalogFixture reader = await CatalogFixture.CreateAsync(writer.Store);
        Task running = Run(reader);
        await writer.CreateAsync(Key, "one");

        _nudge.Publish(1);

        Assert.True(await reader.Catalog.WaitForAsync(1, LongEnough, Token));
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_WhenNudgedWithWhatIsKnown_DoesNotAskTheStore()
    {
        int readings = 0;
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture writer = await CatalogFixture.CreateAsync(store.Inner);
        await writer.CreateAsync(Key, "one");
        CatalogFixture reader = await CatalogFixture.CreateAsync(store);
        store.Asked = () => Interlocked.Increment(ref readings);
        Task running = Run(reader);
        await _time.WaitForTimerAsync(Poll, Token);

        _nudge.Publish(1);
        await writer.CreateAsync(new EntryKey("general", "farewell"), "two");
        _nudge.Publish(2);

        Assert.True(await reader.Catalog.WaitForAsync(2, LongEnough, Token));
        Assert.Equal(1, Volatile.Read(ref readings));
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_WhenNudgedWithoutAPosition_AsksWhateverIsKnown()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture reader = await CatalogFixture.CreateAsync(store);
        store.Asked = () => asked.TrySetResult();
        Task running = Run(reader);
        await _time.WaitForTimerAsync(Poll, Token);

        _nudge.Publish(1);
        _nudge.Publish(null);

        await asked.Task.WaitAsync(LongEnough, Token);
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_WhenTheStoreDoesNotAnswer_TriesAgainAtTheNextPoll()
    {
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture writer = await CatalogFixture.CreateAsync(store.Inner);
        CatalogFixture reader = await CatalogFixture.CreateAsync(store);
        store.Outages = 1;
        Task running = Run(reader);
        await writer.CreateAsync(Key, "one");

        await _time.WaitForTimerAsync(Poll, Token);
        _nudge.Publish(1);
        while (store.Outages > 0)
        {
            // The poll must come after the outage was met, or one pass answers both.
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _time.Advance(Poll);

        Assert.True(await reader.Catalog.WaitForAsync(1, LongEnough, Token));
        Assert.Equal(0, store.Outages);
        await StopAsync(running);
    }

    public void Dispose() => _stop.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task Run(CatalogFixture reader) =>
        new CatalogTail(
            reader.Catalog, _nudge, Options.Create(new CatalogOptions()), _time, NullLogger<CatalogTail>.Instance).RunAsync(_stop.Token);

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
