using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Journal;

/// <summary>
/// Runs a ready stage. Each behaviour (cache, retry, timeout, schema check) is one runner around the next. Throws only when the
/// lease is lost or the run is stopped; everything else is an outcome.
/// </summary>
internal interface IStageRunner
{
    Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken);
}
