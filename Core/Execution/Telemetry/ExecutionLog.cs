using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Execution;

/// <summary>The log lines of execution: ids, counts and durations, never content.</summary>
internal sealed partial class ExecutionLog(ILogger<ExecutionLog> logger)
{
    [LoggerMessage(3001, LogLevel.Warning, "Execution {ExecutionId}: the lease (epoch {Epoch}) was lost; its process stopped without writing")]
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

    [LoggerMessage(3010, LogLevel.Warning, "Execution {ExecutionId}: the store does not answer; it is tried again as long as the lease is not lost")]
    public partial void StoreAway(Exception exception, Guid executionId);

    [LoggerMessage(3012, LogLevel.Error, "Execution {ExecutionId} is parked: its manifest cannot be read")]
    public partial void ManifestUnreadable(Exception exception, Guid executionId);

    [LoggerMessage(3011, LogLevel.Warning, "Claiming executions succeeds again")]
    public partial void ClaimsAgain();
}
