using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>The behaviours around every operation, from the outside in: cache, retry, timeout, schema check.</summary>
internal sealed class StagePipeline(OperationRegistry operations, JsonSchemaValidator schemas, Random random, ExecutionLog log, int mostBytes) : IStageRunner
{
    private readonly CachingStageRunner _outermost =
        new(new RetryingStageRunner(new TimedStageRunner(new CheckedStageRunner(new OperationStageRunner(operations, log), schemas, mostBytes)), random));

    public async Task<OperationOutcome> RunAsync(StageCall call, CancellationToken cancellationToken)
    {
        OperationOutcome outcome = await _outermost.RunAsync(call, cancellationToken);

        if (call.Run.Execution.StageDelay > TimeSpan.Zero)
        {
            // Before the commit, so that a process killed in the pause is one killed in the stage.
            await Task.Delay(call.Run.Execution.StageDelay, call.Time, cancellationToken);
        }

        return outcome;
    }
}
