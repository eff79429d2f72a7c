using System.Collections.Concurrent;
using System.Diagnostics;

using PromptIntel.Adapters.Redis;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>Two instances that nudge each other over a Redis of their own, which is broken in every way.</summary>
public sealed class RedisChangeNudgeTests : IAsyncLifetime
{
    private readonly InMemoryCatalogStore _store = new();
    private RedisServer _redis = null!;
    private RedisInstance _writer = null!;
    private RedisInstance _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartPrivateAsync();
        _writer = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        _reader = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        await _reader.WaitUntilSubscribedAsync(_writer);
        await _writer.WaitUntilSubscribedAsync(_reader);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _writer, _reader, _redis })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Publish_NudgesTheOtherAndTheFollowersHere()
    {
        int here = _writer.Nudges;

        _writer.Nudge.Publish(1);

        Assert.True(_writer.Nudges > here);
        await AssertHeardAsync();
    }

    [Theory]
    [InlineData(41L)]
    [InlineData(null)]
    public async Task ThePosition_ArrivesAsItWasSent(long? position)
    {
        await Patience.WaitAsync(
            () =>
            {
                _writer.Nudge.Publish(position);
                return _reader.Positions.Contains(position);
            },
            "the reader hears of the position");

        Assert.Contains(position, _writer.Positions);
        Assert.DoesNotContain(_reader.Positions, other => other is not null && other != position);
    }

    [Fact]
    public async Task WhatIsSent_DoesNotReachAnotherInstallationOnTheSameRedis()
    {
        var elsewhere = new InMemoryCatalogStore();
        await using RedisInstance stranger = await RedisInstance.StartAsync(_redis.ConnectionString, elsewhere);
        await using RedisInstance fellow = await RedisInstance.StartAsync(_redis.ConnectionString, elsewhere);
        await using RedisInstance neighbour = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        await stranger.WaitUntilSubscribedAsync(fellow);

        await neighbour.WaitUntilSubscribedAsync(_writer);
        await stranger.WaitUntilSubscribedAsync(fellow);

        Signal.Changed[] sent = [.. neighbour.Heard.OfType<Signal.Changed>()];
        Assert.NotEmpty(sent);
        Assert.Empty(stranger.Heard.Intersect(sent));
    }

    [Fact]
    public async Task WhileRedisIsDown_PublishReturns_AndItsReturnNudges()
    {
        await _redis.KillAsync();
        int before = _reader.Nudges;
        _writer.Nudge.Publish(1);

        await _redis.StartAsync();

        await Patience.WaitAsync(() => _reader.Nudges > before, "the return of Redis nudges");
        await AssertHeardAsync();
    }

    [Fact]
    public async Task AfterItsSubscriptionWasCutOff_AnInstanceIsNudgedAndHearsAgain()
    {
        int before = _reader.Nudges;

        using (ConnectionMultiplexer operatorsOwn = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true"))
        {
            await operatorsOwn.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }

        await Patience.WaitAsync(() => _reader.Nudges > before, "the new subscription nudges");
        await AssertHeardAsync();
    }

    [Fact]
    public async Task APublish_IsASpanOfWhatCausedIt_AndNothingOfItsOwn()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var cause = new ActivitySource("RedisChangeNudgeTests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RedisTelemetry.Name or "RedisChangeNudgeTests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        _writer.Nudge.Publish(1);
        using Activity request = cause.StartActivity("POST")!;
        _writer.Nudge.Publish(2);

        await Patience.WaitAsync(() => spans.Any(span => span.ParentSpanId == request.SpanId), "the publish has ended");
        Activity publish = spans.Single(span => span.ParentSpanId == request.SpanId);
        Assert.Equal(
            ("PUBLISH", ActivityKind.Client, "redis", "PUBLISH"),
            (publish.OperationName, publish.Kind, publish.GetTagItem("db.system.name"), publish.GetTagItem("db.operation.name")));
        Assert.DoesNotContain(
            spans, span => span.Source.Name == RedisTelemetry.Name && span.Parent is null && span.ParentSpanId == default);
    }

    [Fact]
    public async Task AnEmptiedRedis_ChangesNothing()
    {
        await _redis.EmptyAsync();

        await AssertHeardAsync();
    }

    [Fact]
    public async Task StartedWhileRedisIsDown_AnInstanceHearsAsSoonAsItIsUp()
    {
        await _redis.KillAsync();
        await using RedisInstance late = await RedisInstance.StartAsync(_redis.ConnectionString, _store);
        late.Nudge.Publish(1);

        await _redis.StartAsync();

        await late.WaitUntilSubscribedAsync(_writer);
        await _reader.WaitUntilSubscribedAsync(late);
    }

    /// <summary>Published until it is heard: at most once is all that is promised of one message.</summary>
    private Task AssertHeardAsync()
    {
        int before = _reader.Nudges;
        return Patience.WaitAsync(
            () =>
            {
                _writer.Nudge.Publish(2);
                return _reader.Nudges > before;
            },
            "the reader is nudged again");
    }
}
