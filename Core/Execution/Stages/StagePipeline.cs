using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>The behaviours around every operation, from the outside in: cache, retry, timeout, schema check.</summary>
internal sealed class StagePipeline : IStageRunner
{
    private readonly CachingStageRunner _outermost;

    public StagePipeline(
        OperationRegistry operations, ModelCalls models, JsonSchemaValidator schemas, Random random, ExecutionLog log, int mostBytes)
    {
        var operation = new OperationStageRunner(
            operations, models, log, inner => new TimedStageRunner(new CheckedStageRunner(inner, schemas, mostBytes)));
        _outermost = new CachingStageRunner(new RetryingStageRunner(operation.Once, random), operations);
    }

    public Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken) =>
        stage.Delay > TimeSpan.Zero
            ? RunDelayedAsync(stage, journal, cancellationToken)
            : _outermost.RunAsync(stage, journal, cancellationToken);

    private async Task<OperationOutcome> RunDelayedAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        OperationOutcome outcome = await _outermost.RunAsync(stage, journal, cancellationToken);
        // Before the commit, so that a process killed in the pause is one killed in the stage.
        await Task.Delay(stage.Delay, stage.Time, cancellationToken);
        return outcome;
    }
}
