using System.Collections.Concurrent;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>The commit that ends an item of a batch leases the next in its place.</summary>
public sealed class NextClaimTests : IAsyncDisposable
{
    private const int Items = 20;

    private readonly ConcurrentDictionary<Guid, int> _calls = [];
    private readonly EngineHost _host;

    public NextClaimTests() => _host = new EngineHost(
        (context, _) =>
        {
            _calls.AddOrUpdate(context.ExecutionId, 1, (_, before) => before + 1);
            return Task.FromResult(EngineHost.Done);
        },
        isStoreBreakable: true,
        limits: new ExecutionOptions { Concurrency = 2 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Items_RunOneInThePlaceOfAnother_WithoutAskingForEach()
    {
        Guid batch = await CreateBatchAsync();
        _host.Start();

        await WaitForEndAsync(batch);

        Assert.Equal(Enumerable.Repeat(1, Items), _calls.Values);
        // Once at the start, and a few times around the last: not for each item.
        Assert.InRange(_host.Breakable.Claims, 1, Items / 2);
        await Patience.WaitAsync(() => _host.Engine.Running == 0, "every place is free again");
    }

    [Fact]
    public async Task WhoWaitsForTheBatch_IsWokenWhenNoOtherItemBegins()
    {
        Guid batch = await CreateBatchAsync();
        using ExecutionSignals.Listener waiting = _host.Signals.Listen(batch, SignalScope.Ends);
        _host.Start();

        await WaitForEndAsync(batch);

        await Patience.WaitAsync(() => _host.Engine.Running == 0, "the last end is told");
        Assert.InRange(waiting.Channel.Reader.Count, 1, Items / 2);
    }

    [Fact]
    public async Task Next_WhoseCommitWasNotAnswered_IsLeasedAnewOnceItsLeaseHasExpired()
    {
        Guid lost = Guid.Empty;
        _host.Breakable.After = delta =>
        {
            if (delta is { Transition: ExecutionTransition.Succeed } && lost == Guid.Empty)
            {
                lost = delta.Execution.Id;
                throw new IOException("The answer is lost.");
            }
        };
        Guid batch = await CreateBatchAsync();
        _host.Start();

        await Patience.WaitAsync(
            async () =>
            {
                _host.Clock.Advance(TimeSpan.FromSeconds(5));
                return (await _host.Store.FindBatchAsync(batch, Token))!.Status == BatchStatus.Ended;
            },
            "the batch ends");

        Assert.NotEqual(Guid.Empty, lost);
        Assert.Equal(1, _calls[lost]);
        Assert.Equal(Items, (await _host.Store.FindBatchAsync(batch, Token))!.Counts.Succeeded);
        await Patience.WaitAsync(() => _host.Engine.Running == 0, "every place is free again");
    }

    private async Task<Guid> CreateBatchAsync()
    {
        var batch = new NewBatch
        {
            Id = Guid.CreateVersion7(),
            Manifest = TestManifest.Chain("only"),
            Items = [.. Enumerable.Range(0, Items).Select(_ => new NewBatchItem(Guid.CreateVersion7(), TestManifest.Empty))],
            CreatedAt = _host.Clock.GetUtcNow(),
            MaxParallel = 2,
        };
        await _host.Store.CreateBatchAsync(batch, Token);
        return batch.Id;
    }

    private Task WaitForEndAsync(Guid batch) => Patience.WaitAsync(
        async () => (await _host.Store.FindBatchAsync(batch, Token))!.Status == BatchStatus.Ended, "the batch ends");
}
