using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// Gives each attempt the stage's timeout. An operation that ignores its cancellation is left behind, so that a hung one cannot
/// hold the lease for ever.
/// </summary>
internal sealed class TimedStageRunner(IStageRunner inner) : IStageRunner
{
    public async Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(stage.Stage.Timeout, stage.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        try
        {
            Task<OperationOutcome> work = inner.RunAsync(stage, journal, either.Token);
            return await (work.IsCompleted ? work : work.WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.Timeout, $"No result within {stage.Stage.Timeout.TotalSeconds:0.###} s.", FailureKind.Timeout);
        }
    }
}
