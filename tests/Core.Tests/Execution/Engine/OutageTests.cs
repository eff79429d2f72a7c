using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>A store that goes away in the middle costs time: no stage that ended is called again, and nothing is written twice.</summary>
public sealed class OutageTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly EngineHost _host;

    public OutageTests() => _host = new EngineHost(
        (context, _) =>
        {
            _calls.Enqueue(context.StagePath);
            return Task.FromResult(EngineHost.Done);
        },
        isStoreBreakable: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("b", false)]
    [InlineData("b", true)]
    [InlineData("c", false)]
    [InlineData("c", true)]
    public async Task CommitOfAStage_Unanswered_IsLookedUpAndCarriedOutOnce(string stage, bool wasCarriedOut)
    {
        BreakOnce(delta => delta.Results.Any(result => result.Path == stage), wasCarriedOut);

        ExecutionRecord ended = await RunThroughAsync();

        await AssertRanOnceAsync(ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CommitThatBeginsAStage_Unanswered_IsLookedUpAndCarriedOutOnce(bool wasCarriedOut)
    {
        BreakOnce(delta => delta.Results.IsEmpty && !delta.Started.IsEmpty, wasCarriedOut);

        ExecutionRecord ended = await RunThroughAsync();

        await AssertRanOnceAsync(ended);
    }

    [Fact]
    public async Task StoreAwayForLongerThanTheLease_TheOwnerGoesOnUnlessAnotherHasTakenIt()
    {
        DateTimeOffset back = _host.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        _host.Breakable.Before = delta =>
        {
            if (delta.Results.Any(result => result.Path == "b") && _host.Clock.GetUtcNow() < back)
            {
                throw new IOException("The store is away.");
            }
        };

        Guid id = await _host.QueueAsync(TestManifest.Chain("a", "b", "c"));
        _host.Start();

        for (int pauses = 0; _host.Clock.GetUtcNow() < back; pauses++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(pauses, 10)), 2_000));
            await _host.Clock.WaitForTimerAsync(pause, Token);
            _host.Clock.Advance(pause);
        }

        await AssertRanOnceAsync(await _host.WaitForAsync(id, ExecutionStatus.Succeeded));
    }

    [Fact]
    public async Task LeaseTakenWhileTheStoreWasAway_TheOwnerWritesNothing()
    {
        var isAway = new TaskCompletionSource();
        _host.Breakable.Before = delta =>
        {
            if (delta.Results.Any(result => result.Path == "b") && isAway.TrySetResult())
            {
                throw new IOException("The store is away.");
            }
        };
        Guid id = await _host.QueueAsync(TestManifest.Chain("a", "b", "c"));
        _host.Start();
        await isAway.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await _host.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(100), Token);

        await _host.Executions.ChangeAsync(id, new ExecutionChange.Cancel("ann", "enough"), Token);
        _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await _host.StopAsync();

        Assert.Equal(ExecutionStatus.Cancelled, (await _host.Store.FindAsync(id, Token))!.Status);
        Assert.Equal(["a"], (await _host.Store.GetResultsAsync(id, Token)).Select(result => result.Path));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void BreakOnce(Func<ExecutionDelta, bool> isIt, bool wasCarriedOut)
    {
        bool isBroken = false;

        void Break(ExecutionDelta delta)
        {
            if (!isBroken && isIt(delta))
            {
                isBroken = true;
                throw new IOException("The store is away.");
            }
        }

        if (wasCarriedOut)
        {
            _host.Breakable.After = Break;
        }
        else
        {
            _host.Breakable.Before = Break;
        }
    }

    private async Task<ExecutionRecord> RunThroughAsync()
    {
        Guid id = await _host.QueueAsync(TestManifest.Chain("a", "b", "c"));
        _host.Start();
        await _host.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(100), Token);
        _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
        return await _host.WaitForAsync(id, ExecutionStatus.Succeeded);
    }

    private async Task AssertRanOnceAsync(ExecutionRecord ended)
    {
        Assert.Equal(["a", "b", "c"], _calls);
        Assert.Equal(1, ended.LeaseEpoch);
        ImmutableArray<StageAttempt> attempts = await _host.Store.GetAttemptsAsync(ended.Id, Token);
        Assert.Equal([("a", 1), ("b", 1), ("c", 1)], attempts.Select(attempt => (attempt.Path, attempt.Attempt)));
        Assert.Equal(
            ["stage.succeeded a", "stage.succeeded b", "stage.succeeded c"],
            (await _host.EventsAsync(ended.Id)).Where(happened => happened.StartsWith("stage.succeeded", StringComparison.Ordinal)));
        Assert.Equal("execution.succeeded", (await _host.EventsAsync(ended.Id))[^1]);
    }
}
