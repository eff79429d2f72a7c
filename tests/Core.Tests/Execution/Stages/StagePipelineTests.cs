using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class StagePipelineTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delay_OfTheStage_IsWaitedOnceItHasRun()
    {
        var probe = new Probe(_ => Task.FromResult<OperationOutcome>(Steps.Done));
        StageContext stage = Steps.Context(TestManifest.Of(TestManifest.Stage("a")), _clock, delay: Pause);
        Task<OperationOutcome> running = Pipeline(probe).RunAsync(stage, new RecordingJournal(), Token);

        await _clock.WaitForTimerAsync(Pause, Token);
        Assert.Equal((1, false), (probe.Runs, running.IsCompleted));
        _clock.Advance(Pause);

        Assert.Same(Steps.Done, await running);
    }

    /// <summary>From the outside in: each attempt has the whole timeout and its own check, and what fails is not kept.</summary>
    [Fact]
    public async Task Behaviours_StandInTheirOrder()
    {
        PlannedStage stage = TestManifest.Stage("a") with
        {
            IsCached = true,
            Timeout = TimeSpan.FromSeconds(30),
            Retry = new RetryPolicy(3, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Timeout, FailureKind.InvalidOutput]),
            OutputSchema = JsonElement.Parse("""{"type":"object","required":["answer"]}"""),
        };
        var never = new TaskCompletionSource<OperationOutcome>();
        var outcomes = new Queue<Task<OperationOutcome>>(
        [
            never.Task,
            Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(TestManifest.Empty)),
            Task.FromResult<OperationOutcome>(Steps.Done),
        ]);
        var probe = new Probe(_ => outcomes.Dequeue());
        StagePipeline pipeline = Pipeline(probe);
        var journal = new RecordingJournal();
        Task<OperationOutcome> running = pipeline.RunAsync(Steps.Context(stage, _clock), journal, Token);

        await _clock.WaitForTimerAsync(stage.Timeout, Token);
        _clock.Advance(stage.Timeout);
        OperationOutcome first = await running;
        OperationOutcome again = await pipeline.RunAsync(Steps.Context(stage, _clock), journal, Token);

        Assert.Same(Steps.Done, first);
        Assert.Same(first, again);
        Assert.Equal(["timeout", "invalid_output"], journal.Retries.Select(retry => retry.Code));
        Assert.Equal(3, probe.Runs);
    }

    private static StagePipeline Pipeline(Probe probe)
    {
        var schemas = new JsonSchemaValidator();
        var options = new ExecutionOptions();
        var models = new ModelCalls(
            Checks.Renderer(), new NoModels(), schemas, Options.Create(options), Options.Create(new InferenceOptions()), Probe.Unlimited);
        var log = new ExecutionLog(NullLogger<ExecutionLog>.Instance);
        return new StagePipeline(new OperationRegistry([probe]), models, schemas, new Random(7), log, options.MaxValueBytes);
    }
}
