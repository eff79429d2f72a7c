using System.Text.Json;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>The doorbells of executions between two processes over a Redis of their own.</summary>
public sealed class RedisSignalRelayTests : IAsyncLifetime
{
    private readonly InMemoryCatalogStore _store = new();
    private readonly Guid _id = Guid.CreateVersion7();
    private RedisServer _redis = null!;
    private RedisInstance _api = null!;
    private RedisInstance _worker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartPrivateAsync();
        _api = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        _worker = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        await _api.WaitUntilSubscribedAsync(_worker);
        await _worker.WaitUntilSubscribedAsync(_api);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _api, _worker, _redis })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task AnEnqueue_WakesTheOtherProcess()
    {
        Task waiting = _worker.Signals.WaitForWorkAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);

        _api.Signals.RingForWork();

        await waiting.WaitAsync(Patience.Limit, Token);
    }

    [Fact]
    public async Task WhatAProcessHears_ItDoesNotSendBack()
    {
        Guid answer = Guid.CreateVersion7();
        _api.Signals.PublishChange(_id);
        await Patience.WaitAsync(() => _worker.Heard.Contains(new Signal.Changed(_id)), "the change arrives");

        _worker.Signals.PublishChange(answer);
        await Patience.WaitAsync(() => _api.Heard.Contains(new Signal.Changed(answer)), "the answer arrives");

        Assert.DoesNotContain(new Signal.Changed(_id), _api.Heard);
    }

    [Fact]
    public async Task AnEnd_WakesWhoeverWaitsInTheOtherProcess()
    {
        using ExecutionSignals.Listener waiter = _api.Signals.Listen(_id, SignalScope.Ends);
        Task waiting = waiter.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);

        _worker.Signals.Publish(_id);

        await waiting.WaitAsync(Patience.Limit, Token);
    }

    [Fact]
    public async Task Tokens_ComeInOrderBeforeTheCommitThatFollowsThem_OnlyToWhoWatches()
    {
        await using RedisInstance other = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        await other.WaitUntilSubscribedAsync(_worker);
        using IDisposable watch = _api.Relay.Watch(_id);
        await WaitForWatchersAsync(true);

        for (int token = 0; token < 200; token++)
        {
            _worker.Signals.PublishTransient(_id, Delta(token));
        }

        _worker.Signals.PublishStep(_id);
        _worker.Signals.Publish(_id);
        await Patience.WaitAsync(
            () => _api.Heard.OfType<Signal.Transient>().Count() == 200 && other.Heard.Contains(new Signal.Ended(_id)),
            "all tokens and the end arrive");

        Assert.Equal(
            Enumerable.Range(0, 200),
            _api.Heard.OfType<Signal.Transient>().Select(heard => heard.Event.Data.GetProperty("text").GetInt32()));
        Assert.Equal(new Signal.Stepped(_id), _api.Heard.Last(heard => heard is Signal.Transient or Signal.Stepped));
        Assert.DoesNotContain(other.Heard, heard => heard is Signal.Transient or Signal.Stepped);
    }

    [Fact]
    public async Task AWatch_IsKnownToTheOtherProcess_UntilTheLastWatcherLeaves()
    {
        Assert.False(await _worker.Signals.HasTransientListenersAsync(_id, Token));
        ExecutionSignals.Listener one = _api.Signals.Listen(_id, SignalScope.Transients);
        ExecutionSignals.Listener two = _api.Signals.Listen(_id, SignalScope.Transients);
        await WaitForWatchersAsync(true);

        one.Dispose();
        one.Dispose();
        Assert.True(await _worker.Relay.IsWatchedAsync(_id, Token));
        two.Dispose();

        await WaitForWatchersAsync(false);
    }

    [Fact]
    public async Task AWatchedStream_GoesOnAfterRedisWasKilled()
    {
        using ExecutionSignals.Listener stream = _api.Signals.Listen(_id, SignalScope.Transients);
        await WaitForWatchersAsync(true);
        await _redis.KillAsync();
        _worker.Signals.PublishTransient(_id, Delta(1));

        await _redis.StartAsync();
        await WaitForWatchersAsync(true);
        _api.Heard.Clear();
        await Patience.WaitAsync(
            () =>
            {
                _worker.Signals.PublishTransient(_id, Delta(2));
                return _api.Heard.OfType<Signal.Transient>().Any();
            },
            "tokens arrive again");
        await stream.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
    }

    [Fact]
    public async Task ARedisThatHangs_HoldsNobodyUp()
    {
        await _redis.PauseAsync();

        try
        {
            _api.Signals.RingForWork();
            _api.Signals.PublishTransient(_id, Delta(1));

            Assert.False(await _worker.Relay.IsWatchedAsync(_id, Token).AsTask().WaitAsync(Patience.Limit, Token));
        }
        finally
        {
            await _redis.ResumeAsync();
        }
    }

    private static ExecutionEvent Delta(int token) =>
        new(0, ExecutionEvents.StageDelta, "draft", JsonSerializer.SerializeToElement(new { text = token }));

    private Task WaitForWatchersAsync(bool expected) =>
        Patience.WaitAsync(
            async () => await _worker.Relay.IsWatchedAsync(_id, Token) == expected, $"the worker sees that it is watched: {expected}");
}
