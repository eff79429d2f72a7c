using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What is ready to be claimed, by queue: who is next among them is <see cref="ClaimShares"/>' to say.</summary>
internal sealed class ReadyQueues(SqlDialect dialect, BatchRows batchRows)
{
    private const string Columns = "id, status, batch_id, batch_index";

    private readonly string _queues =
        $"""
        SELECT 'expired' AS kind, NULL AS batch_id, 0 AS weight, 0 AS running, 0 AS room
        WHERE EXISTS (SELECT 1 FROM executions WHERE status = 'running' AND lease_expires < {dialect.NowMilliseconds})
        UNION ALL
        SELECT 'single', NULL, {ClaimShares.SinglesWeight},
            (SELECT COUNT(*) FROM executions WHERE status = 'running' AND batch_id IS NULL), {int.MaxValue}
        WHERE EXISTS (SELECT 1 FROM executions WHERE status = 'queued' AND batch_id IS NULL)
        UNION ALL
        SELECT * FROM (
            SELECT 'batch', id, priority, items_running, max_parallel - items_running FROM batches
            WHERE items_queued > 0 AND items_running < max_parallel
            ORDER BY CAST(priority AS DOUBLE PRECISION) / (items_running + 1) DESC, id LIMIT @batches) b
        """;

    /// <summary>
    /// Up to <paramref name="limit"/> that are ready and not of a queue that is behind this round, locked, and then their batches unless
    /// somebody else has them: first what lost its owner, then each queue's share, oldest first.
    /// </summary>
    public async Task<List<CandidateRow>> FindAsync(SqlSession session, ClaimRound round, int limit, CancellationToken cancellationToken)
    {
        var found = new List<CandidateRow>();

        // Of so many places no other batch would get one, whatever waits behind them.
        int batches = limit + round.Behind;
        IReadOnlyList<QueueRow> rows = await session.QueryAsync<QueueRow>(_queues, [("@batches", batches)], cancellationToken);

        if (rows.Any(row => row.Kind == "expired") && !round.HasNoneExpired)
        {
            found.AddRange(await FindExpiredAsync(session, round, limit, cancellationToken));
            round.HasNoneExpired = found.Count < limit;
        }

        List<QueueRow> queues =
        [
            .. rows.Where(row => row.Kind != "expired" && !round.IsBehind(row.BatchId))
                .OrderBy(row => row.BatchId, StringComparer.Ordinal),
        ];
        int[] shares = ClaimShares.Of(limit - found.Count, [.. queues.Select(row => row.ToQueue())]);

        var asked = new List<(QueueRow Queue, int Share, LaterRows<CandidateRow> Given)>();

        for (int index = 0; index < queues.Count; index++)
        {
            if (shares[index] > 0)
            {
                asked.Add((
                    queues[index],
                    shares[index],
                    await AskQueuedAsync(session, queues[index].BatchId, shares[index], cancellationToken)));
            }
        }

        if (found.Count + asked.Count > 0)
        {
            // Behind the items' own rows, so it does not wait. What was asked is given with it.
            round.Rooms = await batchRows.TryLockAsync(
                session,
                found.Select(candidate => candidate.BatchId).Concat(asked.Select(one => one.Queue.BatchId)).OfType<string>().Distinct(),
                cancellationToken);
        }

        foreach ((QueueRow queue, int share, LaterRows<CandidateRow> given) in asked)
        {
            found.AddRange(given.Rows);

            if (given.Rows.Count < share)
            {
                round.Drained.Add(queue.BatchId ?? "");
            }
            else if (queue is { BatchId: { } batch, Room: var room } && room == share)
            {
                round.Full.Add(batch);
            }
        }

        round.IsAllTaken = (round.HasNoneExpired || rows.All(row => row.Kind != "expired"))
            && rows.Count(row => row.BatchId is not null) < batches && queues.All(row => round.IsBehind(row.BatchId));
        return found;
    }

    private Task<IReadOnlyList<CandidateRow>> FindExpiredAsync(
        SqlSession session, ClaimRound round, int limit, CancellationToken cancellationToken)
    {
        string busy = round.Busy.Count == 0 ? "" : $" AND (batch_id IS NULL OR NOT {dialect.IsIn("batch_id", "@busy")})";
        return session.QueryAsync<CandidateRow>(
            $"""
            SELECT {Columns} FROM executions
            WHERE status = 'running' AND lease_expires < {dialect.NowMilliseconds}{busy}
            ORDER BY id LIMIT @limit {dialect.RowLockSkippingLocked}
            """,
            [("@busy", round.Busy.ToArray()), ("@limit", limit)],
            cancellationToken);
    }

    private Task<LaterRows<CandidateRow>> AskQueuedAsync(
        SqlSession session, string? batch, int limit, CancellationToken cancellationToken) => session.AskAsync<CandidateRow>(
            $"""
            SELECT {Columns} FROM executions
            WHERE status = 'queued' AND batch_id {(batch is null ? "IS NULL" : "= @batch")}
            ORDER BY id LIMIT @limit {dialect.RowLockSkippingLocked}
            """,
            [("@batch", batch), ("@limit", limit)],
            cancellationToken);

    private sealed class QueueRow
    {
        public string Kind { get; init; } = "";

        public string? BatchId { get; init; }

        public int Weight { get; init; }

        public int Running { get; init; }

        public int Room { get; init; }

        public ClaimQueue ToQueue() => new(BatchId is null ? null : Stored.Id(BatchId), Weight, Running, Room);
    }
}

/// <summary>An execution that may be claimed, its row locked.</summary>
internal sealed class CandidateRow
{
    public string Id { get; init; } = "";

    public string Status { get; init; } = "";

    public string? BatchId { get; init; }

    public int? BatchIndex { get; init; }
}
