using System.Collections.Concurrent;
using System.Diagnostics;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>
/// The spans of a run, which other tests' runs in this process never mix with: each belongs to the trace it was queued with.
/// </summary>
public sealed class RunTraceTests : IDisposable
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public RunTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExecutionTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private string TraceParent => $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01";

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Chain_HasItsCommitsBelowTheirStages()
    {
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done)).Start();

        await RunAsync(host, TestManifest.Chain("a", "b"));

        Activity execution = Assert.Single(Named("invoke_workflow"));
        Activity queue = Assert.Single(Named("queue"));
        Activity[] stages = Named("stage ");
        Assert.Equal(["stage a", "stage b"], stages.Select(stage => stage.OperationName));
        Assert.All(stages, stage => Assert.Equal(execution.SpanId, stage.ParentSpanId));
        Assert.Equal(execution.ParentSpanId, queue.ParentSpanId);
        Activity[] commits = Named("commit");
        Assert.Equal([stages[0].SpanId, stages[0].SpanId, stages[1].SpanId], commits.Select(commit => commit.ParentSpanId));
        Assert.Equal([[], [stages[1].SpanId], []], commits.Select(commit => commit.Links.Select(link => link.Context.SpanId)));
        Assert.All(commits, commit => Assert.NotEqual(ActivityStatusCode.Error, commit.Status));
    }

    [Fact]
    public async Task Commit_OfSeveralStages_IsLinkedToEach()
    {
        using var begun = new CountdownEvent(2);
        await using EngineHost host = new EngineHost(async (context, _) =>
        {
            if (context.StagePath != "join")
            {
                begun.Signal();
                await Task.Run(
                    () => begun.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken),
                    TestContext.Current.CancellationToken);
            }

            return EngineHost.Done;
        }).Start();

        await RunAsync(
            host, TestManifest.Of(TestManifest.Stage("left"), TestManifest.Stage("right"), TestManifest.Stage("join", "left", "right")));

        Activity execution = Assert.Single(Named("invoke_workflow"));
        ActivitySpanId[] branches = [.. Named("stage ").Where(stage => stage.OperationName != "stage join").Select(stage => stage.SpanId)];
        Activity first = Named("commit").MinBy(commit => commit.StartTimeUtc)!;
        Assert.Equal(execution.SpanId, first.ParentSpanId);
        Assert.Equal(
            branches.Order(Comparer<ActivitySpanId>.Create(Compare)),
            first.Links.Select(link => link.Context.SpanId).Order(Comparer<ActivitySpanId>.Create(Compare)));
    }

    [Fact]
    public async Task Retry_HasASpanOfItsOwnAndANoteOnTheStage()
    {
        int calls = 0;
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult(
            ++calls < 2 ? new OperationOutcome.Failed("unavailable", "down", FailureKind.Transport) : EngineHost.Done)).Start();
        RetryPolicy policy = new(3, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]);

        await RunAsync(host, TestManifest.Of(TestManifest.Stage("a") with { Retry = policy }));

        Activity stage = Assert.Single(Named("stage "));
        Activity attempt = Assert.Single(Named("attempt "));
        ActivityEvent note = Assert.Single(stage.Events);
        Assert.Equal(("attempt 2", stage.SpanId), (attempt.OperationName, attempt.ParentSpanId));
        Assert.Equal("unavailable", note.Tags.Single(tag => tag.Key == ExecutionTelemetry.ErrorType).Value);
        Assert.Equal((2, ActivityStatusCode.Unset), ((int)stage.GetTagItem(ExecutionTelemetry.Attempt)!, stage.Status));
    }

    [Fact]
    public async Task Failure_IsOnTheStageAndOnTheExecution()
    {
        await using EngineHost host = new EngineHost(
            (_, _) => Task.FromResult<OperationOutcome>(new OperationOutcome.Failed("no", "never"))).Start();

        await RunAsync(host, TestManifest.Chain("a", "b"), ExecutionStatus.Failed);

        Activity[] failed = [.. _spans.Where(span => span.Status == ActivityStatusCode.Error)];
        Assert.Equal(["stage", "invoke_workflow"], failed.Select(span => span.OperationName.Split(' ')[0]));
        Assert.All(failed, span => Assert.Equal("no", span.GetTagItem(ExecutionTelemetry.ErrorType)));
    }

    [Fact]
    public async Task Stage_WhenItsLeaseIsLost_EndsAsInterrupted()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource<OperationOutcome>();
        await using EngineHost host = new EngineHost((_, _) =>
        {
            begun.TrySetResult();
            return never.Task;
        }).Start();

        Guid id = await host.QueueAsync(TestManifest.Chain("a"), execution => execution with { TraceParent = TraceParent });
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.IsType<ChangeResult.Changed>(
            await host.Executions.ChangeAsync(id, new ExecutionChange.Cancel(null, null), TestContext.Current.CancellationToken));
        await Patience.WaitAsync(() => Named("invoke_workflow").Length == 1, "the run has ended here");

        Activity stage = Assert.Single(Named("stage "));
        Assert.Equal("interrupted", stage.GetTagItem(ExecutionTelemetry.ErrorType));
        Assert.Equal("lease_lost", Assert.Single(Named("invoke_workflow")).GetTagItem(ExecutionTelemetry.ErrorType));
    }

    [Fact]
    public async Task Spans_AreNotMade_WhenNobodyListens()
    {
        Activity? seen = null;
        await using EngineHost host = new EngineHost((context, _) =>
        {
            seen = Activity.Current;
            return Task.FromResult(EngineHost.Done);
        }).Start();

        // Queued without a context: nobody samples it.
        await host.RunAsync(TestManifest.Chain("a"));

        Assert.Null(seen);
        Assert.Empty(_spans);
    }

    private static int Compare(ActivitySpanId one, ActivitySpanId other) => string.CompareOrdinal(one.ToHexString(), other.ToHexString());

    private async Task RunAsync(EngineHost host, Manifest manifest, ExecutionStatus expected = ExecutionStatus.Succeeded)
    {
        Guid id = await host.QueueAsync(manifest, execution => execution with { TraceParent = TraceParent });
        await host.WaitForAsync(id, expected);
        await Patience.WaitAsync(() => Named("invoke_workflow").Length == 1, "the run has ended here");
    }

    /// <summary>In the order they began.</summary>
    private Activity[] Named(string start) =>
        [.. _spans.Where(span => span.OperationName.StartsWith(start, StringComparison.Ordinal)).OrderBy(span => span.StartTimeUtc)];
}
