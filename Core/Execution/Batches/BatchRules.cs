namespace PromptIntel.Core.Execution.Batches;

/// <summary>What every store decides alike about batches.</summary>
public static class BatchRules
{
    /// <summary>In the event of an item that never began because another failed.</summary>
    public const string StopReason = "the batch was stopped by a failed item";

    /// <summary>
    /// Whether an item may be leased now. One that is queued takes a place, of which there are <paramref name="maxParallel"/>; one that runs
    /// and has lost its owner has its place already.
    /// </summary>
    /// <param name="running">Items of the batch that run, whether owned or not, with those admitted before in the same claim.</param>
    public static bool MayRun(ExecutionStatus item, long maxParallel, long running) => item == ExecutionStatus.Running || running < maxParallel;

    /// <summary>Whether, after an item ended, those that have not begun must be cancelled. A cancelled item is nobody's failure.</summary>
    /// <param name="counts">With that item.</param>
    public static bool MustStop(BatchRecord batch, ExecutionStatus ended, BatchCounts counts)
    {
        int failed = counts.Failed + counts.Parked;
        return batch.Status == BatchStatus.Running && ended != ExecutionStatus.Cancelled && failed > 0 && (batch.StopOnItemError || failed > batch.MaxFailures);
    }

    /// <summary>As what the batch ends now; null when items are left, or when it has ended before.</summary>
    public static BatchStatus? EndsAs(BatchRecord batch, BatchCounts counts)
    {
        if (counts.Ended < batch.Total || batch.CompletedAt is not null)
        {
            return null;
        }

        return batch.Status == BatchStatus.Running ? BatchStatus.Ended : batch.Status;
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
