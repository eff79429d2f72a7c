using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Telemetry;

/// <summary>The log lines of execution: ids, counts and durations, never content.</summary>
internal sealed partial class ExecutionLog(ILogger<ExecutionLog> logger)
{
    [LoggerMessage(
        3001, LogLevel.Warning, "Execution {ExecutionId}: the lease (epoch {Epoch}) was lost; its process stopped without writing")]
    public partial void LeaseLost(Guid executionId, long epoch);

    [LoggerMessage(3002, LogLevel.Error, "Execution {ExecutionId}: running it here broke off; it is claimed again when its lease expires")]
    public partial void RunBroke(Exception exception, Guid executionId);

    [LoggerMessage(3003, LogLevel.Error, "Execution {ExecutionId}, stage {Stage}: the operation {OperationType} threw")]
    public partial void OperationThrew(Exception exception, Guid executionId, string stage, string operationType);

    [LoggerMessage(3004, LogLevel.Error, "Claiming executions failed; it is tried again until it succeeds")]
    public partial void ClaimFailed(Exception exception);

    [LoggerMessage(3005, LogLevel.Warning, "Execution {ExecutionId}: renewing the lease failed; it is tried again until it expires")]
    public partial void RenewalFailed(Exception exception, Guid executionId);

    [LoggerMessage(3006, LogLevel.Information, "Stopping: {Count} executions are given back at the end of their stages in flight")]
    public partial void Draining(int count);

    [LoggerMessage(3007, LogLevel.Warning, "Stopped with {Count} executions still in a stage; they run again when their leases expire")]
    public partial void DrainCutShort(int count);

    [LoggerMessage(
        3010, LogLevel.Warning, "Execution {ExecutionId}: the store does not answer; it is tried again as long as the lease is not lost")]
    public partial void StoreAway(Exception exception, Guid executionId);

    [LoggerMessage(3012, LogLevel.Error, "Execution {ExecutionId} is parked: its manifest cannot be read")]
    public partial void ManifestUnreadable(Exception exception, Guid executionId);

    [LoggerMessage(3011, LogLevel.Warning, "Claiming executions succeeds again")]
    public partial void ClaimsAgain();

    [LoggerMessage(3013, LogLevel.Information, "{Workflow}@{Version} runs here (execution {ExecutionId})")]
    public partial void Begins(EntryKey workflow, int version, Guid executionId);

    public void StageEnded(StageContext stage, int attempt, OperationOutcome outcome)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        double milliseconds = Math.Round(stage.Time.GetElapsedTime(stage.StartedTimestamp).TotalMilliseconds, 1);
        string name = EventJson.StageName(stage.Path, stage.ItemKey);

        if (outcome is OperationOutcome.Failed failed)
        {
            StageFailed(name, failed.Code, attempt, milliseconds, stage.ExecutionId);
        }
        else
        {
            StageDone(name, milliseconds, stage.ExecutionId);
        }
    }

    public void Ended(EntryKey workflow, TransitionPlan plan, TimeSpan elapsed, Guid executionId)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        double seconds = Math.Round(elapsed.TotalSeconds, 3);

        if (plan.Error is { } error)
        {
            ExecutionFailed(workflow, plan.Status.ToText(), error.Code, error.Stage, seconds, executionId);
        }
        else
        {
            ExecutionDone(workflow, plan.Status.ToText(), seconds, executionId);
        }
    }

    [LoggerMessage(3014, LogLevel.Information, "Stage {Stage}: done after {Milliseconds} ms (execution {ExecutionId})")]
    private partial void StageDone(string stage, double milliseconds, Guid executionId);

    [LoggerMessage(
        3015,
        LogLevel.Information,
        "Stage {Stage}: failed with {Code} at attempt {Attempt}, after {Milliseconds} ms (execution {ExecutionId})")]
    private partial void StageFailed(string stage, string code, int attempt, double milliseconds, Guid executionId);

    [LoggerMessage(3016, LogLevel.Information, "{Workflow}: {Status}, {Seconds} s after it was accepted (execution {ExecutionId})")]
    private partial void ExecutionDone(EntryKey workflow, string status, double seconds, Guid executionId);

    [LoggerMessage(
        3017,
        LogLevel.Information,
        "{Workflow}: {Status} with {Code} in stage {Stage}, {Seconds} s after it was accepted (execution {ExecutionId})")]
    private partial void ExecutionFailed(EntryKey workflow, string status, string code, string? stage, double seconds, Guid executionId);
}
