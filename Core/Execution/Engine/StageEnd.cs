using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>A stage that ended here, or why its running broke off.</summary>
internal sealed record StageEnd(StageJournal Stage, OperationOutcome? Outcome, Exception? Exception)
{
    public void Rethrow()
    {
        if (Exception is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Exception);
        }
    }
}
