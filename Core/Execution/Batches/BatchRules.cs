namespace PromptIntel.Core.Execution.Batches;

/// <summary>What every store decides alike about batches.</summary>
public static class BatchRules
{
    /// <summary>In the event of an item that never began because another failed.</summary>
    public const string StopReason = "the batch was stopped by a failed item";

    /// <summary>Whether the items that have not begun must be cancelled.</summary>
    public static bool MustStop(BatchRecord batch, BatchCounts counts)
    {
        int failed = counts.Failed + counts.Parked;
        return failed > 0 && (batch.StopOnItemError || failed > batch.MaxFailures);
    }

    /// <param name="byStatus">Numbers of items, indexed by <see cref="ExecutionStatus"/>.</param>
    public static BatchCounts Counts(ReadOnlySpan<int> byStatus) => new(
        byStatus[(int)ExecutionStatus.Queued],
        byStatus[(int)ExecutionStatus.Running],
        byStatus[(int)ExecutionStatus.Waiting],
        byStatus[(int)ExecutionStatus.Succeeded],
        byStatus[(int)ExecutionStatus.Failed],
        byStatus[(int)ExecutionStatus.Cancelled],
        byStatus[(int)ExecutionStatus.Parked]);
}
