using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

public sealed class ExecutionEngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_RunsInOrder_AndEachStageCostsOneCommit()
    {
        await using EngineHost host = new EngineHost((context, _) => Task.FromResult<OperationOutcome>(
            new OperationOutcome.Completed(JsonSerializer.SerializeToElement(context.StagePath)))).Start();

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("a", "b", "c"));

        Assert.Equal("""{"last":"c"}""", ended.Output!.Value.GetRawText());
        Assert.Equal(
            [
                "execution.queued", "execution.started", "stage.started a", "stage.succeeded a", "stage.started b",
                "stage.succeeded b", "stage.started c", "stage.succeeded c", "execution.succeeded",
            ],
            await host.EventsAsync(ended.Id));
        ImmutableArray<StageAttempt> attempts = await host.Store.GetAttemptsAsync(ended.Id, Token);
        Assert.Equal([("a", 1, 1), ("b", 1, 1), ("c", 1, 1)], attempts.Select(attempt => (attempt.Path, attempt.Attempt, attempt.Call)));
        Assert.All(attempts, attempt => Assert.NotNull(attempt.CompletedAt));
    }

    [Fact]
    public async Task QueuedChain_CostsOneCommitAStage_TheFirstBegunByItsClaimAndTheLastWithTheEnd()
    {
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done), isStoreBreakable: true).Start();
        Manifest manifest = TestManifest.Chain("a", "b", "c");
        // From now on the engine knows the manifest.
        await host.RunAsync(manifest);
        var commits = new ConcurrentQueue<string>();
        host.Breakable.Before = delta => commits.Enqueue(string.Join(
            ' ', [
                .. delta.Results.Select(result => $"-{result.Path}"),
                .. delta.Started.Select(begun => $"+{begun.Path}"),
                $"{delta.Transition is not null}"
            ]));

        await host.RunAsync(manifest);

        Assert.Equal(["-a +b False", "-b +c False", "-c True"], commits);
    }

    [Fact]
    public async Task IndependentBranches_RunAtTheSameTime()
    {
        var begun = new CountdownEvent(2);
        await using EngineHost host = new EngineHost(async (context, _) =>
        {
            if (context.StagePath != "join")
            {
                begun.Signal();
                await Task.Run(() => begun.Wait(TimeSpan.FromSeconds(20), Token), Token);
            }

            return EngineHost.Done;
        }).Start();

        await host.RunAsync(
            TestManifest.Of(TestManifest.Stage("left"), TestManifest.Stage("right"), TestManifest.Stage("join", "left", "right")));

        Assert.True(begun.IsSet);
    }

    [Fact]
    public async Task Retry_WaitsLongerEachTime_AndRecordsEachAttempt()
    {
        int calls = 0;
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(
            ++calls < 3 ? new OperationOutcome.Failed("unavailable", "down", FailureKind.Transport) : EngineHost.Done)).Start();
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), [FailureKind.Transport]);
        var jitter = new Random(EngineHost.Seed);

        Guid id = await host.QueueAsync(TestManifest.Of(TestManifest.Stage("a") with { Retry = policy }));
        foreach (double seconds in new[] { 1.0, 2.0 })
        {
            // Task.Delay counts whole milliseconds.
            TimeSpan expected = TimeSpan.FromMilliseconds(Math.Floor(seconds * 1_000 * (0.5 + (jitter.NextDouble() / 2))));
            await host.Clock.WaitForTimerAsync(expected, Token);
            host.Clock.Advance(expected);
        }

        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Succeeded);
        Assert.Equal(3, Assert.Single(await host.Store.GetResultsAsync(ended.Id, Token)).Attempts);
        Assert.Equal(
            [(1, "unavailable"), (2, "unavailable"), (3, null)],
            (await host.Store.GetAttemptsAsync(id, Token)).Select(attempt => (attempt.Attempt, attempt.ErrorCode)));
        Assert.Equal(2, (await host.EventsAsync(id)).Count(happened => happened == "stage.retrying a"));
    }

    [Theory]
    [InlineData(FailureKind.Permanent)]
    [InlineData(FailureKind.InvalidOutput)]
    public async Task Failure_ThatThePolicyDoesNotName_IsNotRetried(FailureKind kind)
    {
        int calls = 0;
        await using EngineHost host = new EngineHost((_, _) =>
        {
            calls++;
            return Task.FromResult<OperationOutcome>(new OperationOutcome.Failed("no", "never", kind));
        }).Start();

        ExecutionRecord ended = await host.RunAsync(
            TestManifest.Of(TestManifest.Stage("a") with { Retry = new(5, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]) }),
            ExecutionStatus.Failed);

        Assert.Equal((1, new ExecutionError("no", "a", "never")), (calls, ended.Error));
    }

    [Fact]
    public async Task Timeout_OfAnOperationThatDoesNotListen_FailsTheStage()
    {
        var never = new TaskCompletionSource<OperationOutcome>();
        await using EngineHost host = new EngineHost((_, _) => never.Task).Start();

        Guid id = await host.QueueAsync(TestManifest.Of(TestManifest.Stage("a") with { Timeout = TimeSpan.FromSeconds(7) }));
        await host.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7), Token);
        host.Clock.Advance(TimeSpan.FromSeconds(7));
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal(("timeout", "a"), (ended.Error!.Code, ended.Error.Stage));
    }

    [Fact]
    public async Task Exception_BecomesAFailureWithoutItsMessage()
    {
        await using EngineHost host = new EngineHost((_, _) => throw new InvalidOperationException("secret of the input")).Start();

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("a"), ExecutionStatus.Failed);

        Assert.Equal("operation_failed", ended.Error!.Code);
        Assert.DoesNotContain("secret", ended.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_ThatBreaksTheStagesSchema_FailsIt()
    {
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done)).Start();
        JsonElement schema = JsonElement.Parse("""{"type":"object","required":["tier"]}""");

        ExecutionRecord ended = await host.RunAsync(
            TestManifest.Of(TestManifest.Stage("a") with { OutputSchema = schema }), ExecutionStatus.Failed);

        Assert.Equal("invalid_output", ended.Error!.Code);
    }

    [Fact]
    public async Task CachedStage_OfTheSameOperationAndInput_IsCalledOnce()
    {
        var calls = new ConcurrentBag<string>();
        await using EngineHost host = new EngineHost((context, _) =>
        {
            calls.Add(context.StagePath);
            return Task.FromResult(EngineHost.Done);
        }).Start();
        PlannedStage stage = TestManifest.Stage("a") with { IsCached = true };
        PlannedStage newer = stage with { Operation = stage.Operation with { Version = 2, ContentHash = "other" } };

        await host.RunAsync(TestManifest.Of(stage));
        await host.RunAsync(TestManifest.Of(stage));
        await host.RunAsync(TestManifest.Of(newer) with { Hash = "another version" });

        Assert.Equal(2, calls.Count);
    }

    [Fact]
    public async Task Approval_HoldsNothingWhileItWaits_AndTheOperationIsNotRunAgain()
    {
        int calls = 0;
        await using EngineHost host = new EngineHost((_, _) =>
        {
            calls++;
            return Task.FromResult<OperationOutcome>(new OperationOutcome.Waiting(JsonElement.Parse("""{"draft":1}"""), "look"));
        }).Start();

        ExecutionRecord waiting = await host.RunAsync(TestManifest.Chain("review"), ExecutionStatus.Waiting);
        Assert.Equal(0, waiting.Claims);
        await host.Executions.ChangeAsync(waiting.Id, new ExecutionChange.Answer("ann", "review", "", IsApproved: true, "fine"), Token);
        ExecutionRecord ended = await host.WaitForAsync(waiting.Id, ExecutionStatus.Succeeded);

        Assert.Equal(1, calls);
        JsonElement output = ended.Output!.Value.GetProperty("last");
        Assert.Equal((1, "ann"), (output.GetProperty("draft").GetInt32(), output.GetProperty("approval").GetProperty("by").GetString()));
    }

    [Fact]
    public async Task Answer_WhileAnotherBranchWorks_IsNotLost()
    {
        var slow = new TaskCompletionSource();
        var after = new TaskCompletionSource();
        await using EngineHost host = new EngineHost(async (context, _) =>
        {
            switch (context.StagePath)
            {
                case "review":
                    return new OperationOutcome.Waiting(TestManifest.Empty, "look");
                case "slow":
                    await slow.Task;
                    break;
                case "after":
                    after.SetResult();
                    break;
            }

            return EngineHost.Done;
        }).Start();
        Guid id = await host.QueueAsync(TestManifest.Of(
            TestManifest.Stage("review"),
            TestManifest.Stage("slow"),
            TestManifest.Stage("after", "review"),
            TestManifest.Stage("end", "slow", "after")));
        await WaitForEventAsync(host, id, "stage.waiting review");

        await host.Executions.ChangeAsync(id, new ExecutionChange.Answer("ann", "review", "", IsApproved: true, null), Token);
        await after.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        slow.SetResult();

        await host.WaitForAsync(id, ExecutionStatus.Succeeded);
        Assert.DoesNotContain("execution.waiting", await host.EventsAsync(id));
    }

    [Fact]
    public async Task Cancel_DuringAStage_CancelsItAndKeepsNoResult()
    {
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using EngineHost host = new EngineHost(async (_, token) =>
        {
            token.Register(cancelled.SetResult);
            begun.SetResult();
            await cancelled.Task;
            return EngineHost.Done;
        }).Start();
        Guid id = await host.QueueAsync(TestManifest.Chain("a", "b"));
        await begun.Task;

        await host.Executions.ChangeAsync(id, new ExecutionChange.Cancel("ann", "wrong"), Token);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await host.StopAsync();

        Assert.Equal(ExecutionStatus.Cancelled, (await host.Store.FindAsync(id, Token))!.Status);
        Assert.Empty(await host.Store.GetResultsAsync(id, Token));
    }

    [Fact]
    public async Task Stop_DuringAStage_GivesTheExecutionBackAfterIt()
    {
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using EngineHost host = new EngineHost(async (_, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            return EngineHost.Done;
        }).Start();
        Guid id = await host.QueueAsync(TestManifest.Chain("a", "b"));
        await begun.Task;

        host.BeginToStop();
        go.SetResult();
        await host.StopAsync();

        ExecutionRecord released = (await host.Store.FindAsync(id, Token))!;
        Assert.Equal((ExecutionStatus.Queued, 0), (released.Status, released.Claims));
        Assert.Equal("a", Assert.Single(await host.Store.GetResultsAsync(id, Token)).Path);
    }

    [Fact]
    public async Task StageDelay_ComesBeforeTheCommit()
    {
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done)).Start();

        Guid id = await host.QueueAsync(TestManifest.Chain("a"), execution => execution with { StageDelay = TimeSpan.FromSeconds(3) });
        await host.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3), Token);
        Assert.Empty(await host.Store.GetResultsAsync(id, Token));
        host.Clock.Advance(TimeSpan.FromSeconds(3));

        await host.WaitForAsync(id, ExecutionStatus.Succeeded);
    }

    private static async Task WaitForEventAsync(EngineHost host, Guid id, string expected)
    {
        await foreach (ExecutionEvent happened in host.Executions.EventsAsync(id, 0, Token))
        {
            if ($"{happened.Type} {happened.Stage}" == expected)
            {
                return;
            }
        }

        Assert.Fail($"No event '{expected}'.");
    }
}
