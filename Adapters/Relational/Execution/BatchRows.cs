using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// What happens to a batch's row when items begin and end; its counts are kept by the database's triggers. Lock order: the batch's row,
/// then those of its items.
/// </summary>
internal sealed class BatchRows(SqlDialect dialect, IExecutionEffects effects)
{
    public const string Find = $"SELECT {BatchRow.Columns} FROM batches WHERE id = @id";

    /// <summary>
    /// What the triggers have come to, as the database itself writes it into an event: to ask for it would cost a round trip.
    /// </summary>
    private const string Counts = """
        '"counts":{"queued":' || items_queued || ',"running":' || items_running || ',"waiting":' || items_waiting
        || ',"succeeded":' || items_succeeded || ',"failed":' || items_failed || ',"cancelled":' || items_cancelled
        || ',"parked":' || items_parked || '}}'
        """;

    /// <summary>Products agree on the names of the columns of VALUES.</summary>
    private static readonly RowPortions Items = new(
        rows => $"""
            {Append}
            SELECT id, seq - item.column1, item.column2, item.column3 || {Counts} FROM batches, (VALUES {rows}) AS item WHERE id = @batchId
            """,
        "@behind", "@type", "@data");

    private const string IsOver =
        "id = @batchId AND completed_at IS NULL AND items_succeeded + items_failed + items_cancelled + items_parked = total";

    private const string Append = "INSERT INTO execution_events (owner_id, seq, type, data)";

    private const string SelectEnd = $$"""
        SELECT id, seq + 1, @type, '{' || {{Counts}} FROM batches WHERE {{IsOver}}
        """;

    /// <summary>Changes no row where <see cref="BatchRules.MustStop"/> might say that it must stop.</summary>
    private const string GoOn = """
        UPDATE batches SET seq = seq + @added WHERE id = @batchId AND NOT (status = 'running'
            AND items_failed + items_parked > CASE WHEN stop_on_item_error = 1 THEN 0 ELSE COALESCE(max_failures, total) END)
        """;

    private readonly string _end = $"""
        UPDATE batches SET seq = seq + 1, status = CASE WHEN status = 'running' THEN 'ended' ELSE status END,
            completed_at = {dialect.NowMilliseconds}
        WHERE {IsOver}
        """;

    private readonly string _lockOf =
        $"SELECT id FROM batches WHERE id = (SELECT batch_id FROM executions WHERE id = @id) {dialect.RowLock}";

    /// <summary>Locks the batch that an execution belongs to, if any, before the execution itself is.</summary>
    public Task LockOfAsync(SqlSession session, string executionId, CancellationToken cancellationToken) =>
        session.LockAsync(_lockOf, [("@id", executionId)], cancellationToken);

    /// <summary>Waits for the batch's row; nothing else may be locked yet.</summary>
    public Task LockAsync(SqlSession session, string batchId, CancellationToken cancellationToken) =>
        session.LockAsync($"SELECT id FROM batches WHERE id = @batchId {dialect.RowLock}", [("@batchId", batchId)], cancellationToken);

    /// <summary>Locks batches without waiting; how many more items of each may run. Those that somebody else has are left out.</summary>
    public async Task<Dictionary<string, long>> TryLockAsync(
        SqlSession session, IEnumerable<string> batchIds, CancellationToken cancellationToken) =>
        (await session.QueryAsync<RoomRow>(
            $"""
            SELECT id, max_parallel - items_running AS room FROM batches
            WHERE {dialect.IsIn("id", "@batchIds")} {dialect.RowLockSkippingLocked}
            """,
            [("@batchIds", batchIds.ToArray())],
            cancellationToken)).ToDictionary(row => row.Id, row => row.Room, StringComparer.Ordinal);

    /// <summary>
    /// After an item's row has its final status: tells the batch, stops it where a failure must, ends it when nothing is left.
    /// </summary>
    public async Task EndItemAsync(
        SqlSession session, string batchId, int index, Guid executionId, ExecutionStatus status, CancellationToken cancellationToken)
    {
        await TellItemsAsync(session, batchId, [(index, executionId)], status, cancellationToken);
        BatchRow row = await session.QuerySingleAsync<BatchRow>(Find, [("@id", batchId)], cancellationToken);
        BatchRecord batch = row.ToRecord();

        if (batch.Status == BatchStatus.Running && status != ExecutionStatus.Cancelled && BatchRules.MustStop(batch, batch.Counts))
        {
            await StopAsync(session, batchId, cancellationToken);
        }

        await EndAsync(session, batchId, cancellationToken);
    }

    /// <summary>
    /// As <see cref="EndItemAsync"/>, of several items, where, as nearly always, nothing stops the batch: asks for nothing, so all goes
    /// out with the commit.
    /// </summary>
    /// <exception cref="NoRowChangedException">The batch may have to be stopped; nothing was written.</exception>
    public async Task EndExpectedItemsAsync(
        SqlSession session, string batchId, IReadOnlyList<(int Index, Guid ExecutionId, ExecutionStatus Status)> items,
        CancellationToken cancellationToken)
    {
        await session.RequireAsync(GoOn, [("@added", items.Count), ("@batchId", batchId)], cancellationToken);
        await AppendItemsAsync(session, batchId, items, cancellationToken);
        await EndAsync(session, batchId, cancellationToken);
    }

    /// <summary>After items' rows have a status: tells the batch, whose row is locked.</summary>
    public static async Task TellItemsAsync(
        SqlSession session, string batchId, IReadOnlyList<(int Index, Guid ExecutionId)> items, ExecutionStatus status,
        CancellationToken cancellationToken)
    {
        await session.SendAsync(
            "UPDATE batches SET seq = seq + @added WHERE id = @batchId",
            [("@added", items.Count), ("@batchId", batchId)],
            cancellationToken);
        await AppendItemsAsync(session, batchId, [.. items.Select(item => (item.Index, item.ExecutionId, status))], cancellationToken);
    }

    public static async Task AppendAsync(SqlSession session, string batchId, NewEvent happened, CancellationToken cancellationToken)
    {
        long seq = await session.QuerySingleAsync<long>(
            "UPDATE batches SET seq = seq + 1 WHERE id = @batchId RETURNING seq", [("@batchId", batchId)], cancellationToken);
        await EventRows.AppendAsync(session, batchId, seq, [happened], cancellationToken);
    }

    private static Task AppendItemsAsync(
        SqlSession session, string batchId, IReadOnlyList<(int Index, Guid ExecutionId, ExecutionStatus Status)> items,
        CancellationToken cancellationToken) =>
        Items.SendAsync(
            session,
            [("@batchId", batchId)],
            [
                .. items.Select((item, index) =>
                {
                    NewEvent told = EventJson.BatchItem(item.Index, item.ExecutionId, item.Status, counts: null);
                    return new SqlValue[] { items.Count - 1 - index, told.Type, $"{Stored.Json(told.Data)[..^1]}," };
                }),
            ],
            cancellationToken);

    /// <summary>Ends the batch when nothing is left.</summary>
    private async Task EndAsync(SqlSession session, string batchId, CancellationToken cancellationToken)
    {
        await session.SendAsync(
            $"{Append} {SelectEnd}", [("@type", ExecutionEvents.BatchEnded), ("@batchId", batchId)], cancellationToken);
        await session.SendAsync(_end, [("@batchId", batchId)], cancellationToken);
    }

    /// <summary>Cancels the items that have not begun; those that run may finish.</summary>
    private async Task StopAsync(SqlSession session, string batchId, CancellationToken cancellationToken)
    {
        await session.SendAsync("UPDATE batches SET status = 'stopped' WHERE id = @batchId", [("@batchId", batchId)], cancellationToken);
        await AppendAsync(session, batchId, EventJson.Plain(ExecutionEvents.BatchStopped), cancellationToken);
        IReadOnlyList<ItemRow> items = await session.QueryAsync<ItemRow>(
            $"""
            UPDATE executions
            SET status = 'cancelled', lease_epoch = lease_epoch + 1, seq = seq + 1, completed_at = {dialect.NowMilliseconds}
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
        await TellItemsAsync(session, batchId, cancelled, ExecutionStatus.Cancelled, cancellationToken);
    }

    private sealed class RoomRow
    {
        public string Id { get; init; } = "";

        public long Room { get; init; }
    }

    private sealed class ItemRow
    {
        public string Id { get; init; } = "";

        public int BatchIndex { get; init; }

        public long Seq { get; init; }
    }
}
