using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// What happens to a batch's row when items begin and end; its counts are kept by the database's triggers. Lock order: the batch's row, then
/// those of its items.
/// </summary>
internal sealed class BatchRows(SqlDialect dialect, IExecutionEffects effects)
{
    private readonly string _lockOf =
        $"SELECT id FROM batches WHERE id = (SELECT batch_id FROM executions WHERE id = @id) {dialect.RowLock}";

    /// <summary>Locks the batch that an execution belongs to, if any, before the execution itself is.</summary>
    public Task LockOfAsync(SqlSession session, string executionId, CancellationToken cancellationToken) =>
        session.LockAsync(_lockOf, [("@id", executionId)], cancellationToken);

    /// <summary>Waits for the batch's row; nothing else may be locked yet.</summary>
    public Task LockAsync(SqlSession session, string batchId, CancellationToken cancellationToken) =>
        session.LockAsync($"SELECT id FROM batches WHERE id = @batchId {dialect.RowLock}", [("@batchId", batchId)], cancellationToken);

    /// <summary>Locks the batch without waiting; how many more of its items may run, or null when somebody else has it.</summary>
    public async Task<long?> TryLockAsync(SqlSession session, string batchId, CancellationToken cancellationToken) =>
        await session.QuerySingleOrDefaultAsync<long?>(
            $"SELECT max_parallel - items_running FROM batches WHERE id = @batchId {dialect.RowLockSkippingLocked}",
            [("@batchId", batchId)],
            cancellationToken);

    /// <summary>
    /// After an item's row has its final status: tells the batch, stops it where a failure must, ends it when nothing is left.
    /// </summary>
    public async Task EndItemAsync(
        SqlSession session, string batchId, int index, Guid executionId, ExecutionStatus status, CancellationToken cancellationToken)
    {
        BatchRecord batch = await TellItemsAsync(session, batchId, [(index, executionId)], status, cancellationToken);

        if (batch.Status == BatchStatus.Running && status != ExecutionStatus.Cancelled && BatchRules.MustStop(batch, batch.Counts))
        {
            batch = await StopAsync(session, batchId, cancellationToken);
        }

        if (batch.Counts.Ended == batch.Total && batch.CompletedAt is null)
        {
            BatchStatus ended = batch.Status == BatchStatus.Running ? BatchStatus.Ended : batch.Status;
            await session.SendAsync(
                $"UPDATE batches SET status = @status, completed_at = {dialect.NowMilliseconds} WHERE id = @batchId",
                [("@status", ended.ToText()), ("@batchId", batchId)], cancellationToken);
            await AppendAsync(session, batchId, EventJson.BatchEnded(batch.Counts), cancellationToken);
        }
    }

    /// <summary>After items' rows have a status: tells the batch, whose row is locked. Gives the batch as it is then.</summary>
    public static async Task<BatchRecord> TellItemsAsync(
        SqlSession session, string batchId, IReadOnlyCollection<(int Index, Guid ExecutionId)> items, ExecutionStatus status,
        CancellationToken cancellationToken)
    {
        BatchRow row = await session.QuerySingleAsync<BatchRow>(
            $"UPDATE batches SET seq = seq + @added WHERE id = @batchId RETURNING {BatchRow.Columns}",
            [("@added", items.Count), ("@batchId", batchId)], cancellationToken);
        BatchRecord batch = row.ToRecord();
        await EventRows.AppendAsync(
            session, batchId, row.Seq, [.. items.Select(item => EventJson.BatchItem(item.Index, item.ExecutionId, status, batch.Counts))],
            cancellationToken);
        return batch;
    }

    public static async Task AppendAsync(SqlSession session, string batchId, NewEvent happened, CancellationToken cancellationToken)
    {
        long seq = await session.QuerySingleAsync<long>(
            "UPDATE batches SET seq = seq + 1 WHERE id = @batchId RETURNING seq", [("@batchId", batchId)], cancellationToken);
        await EventRows.AppendAsync(session, batchId, seq, [happened], cancellationToken);
    }

    /// <summary>Cancels the items that have not begun; those that run may finish.</summary>
    private async Task<BatchRecord> StopAsync(SqlSession session, string batchId, CancellationToken cancellationToken)
    {
        await session.SendAsync("UPDATE batches SET status = 'stopped' WHERE id = @batchId", [("@batchId", batchId)], cancellationToken);
        await AppendAsync(session, batchId, EventJson.Plain(ExecutionEvents.BatchStopped), cancellationToken);
        IReadOnlyList<ItemRow> items = await session.QueryAsync<ItemRow>(
            $"""
            UPDATE executions SET status = 'cancelled', lease_epoch = lease_epoch + 1, seq = seq + 1, completed_at = {dialect.NowMilliseconds}
            WHERE batch_id = @batchId AND status = 'queued' RETURNING id, batch_index, seq
            """,
            [("@batchId", batchId)],
            cancellationToken);

        if (items.Count > 0)
        {
            await effects.EndAsync(session, [.. items.Select(item => item.Id)], cancellationToken);
        }

        foreach (ItemRow item in items)
        {
            await EventRows.AppendAsync(
                session, item.Id, item.Seq, [EventJson.ByActor(ExecutionEvents.Cancelled, null, null, BatchRules.StopReason)],
                cancellationToken);
        }

        (int, Guid)[] cancelled = [.. items.OrderBy(item => item.BatchIndex).Select(item => (item.BatchIndex, Stored.Id(item.Id)))];
        return await TellItemsAsync(session, batchId, cancelled, ExecutionStatus.Cancelled, cancellationToken);
    }

    private sealed class ItemRow
    {
        public string Id { get; init; } = "";

        public int BatchIndex { get; init; }

        public long Seq { get; init; }
    }
}
