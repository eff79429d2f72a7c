namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Deletes what is past its retention, and what nothing refers to any more.</summary>
internal static class ExecutionPruning
{
    private static readonly (string Table, string Column)[] OfExecutions =
    [
        ("stage_results", "execution_id"),
        ("stage_attempts", "execution_id"),
        ("stage_turns", "execution_id"),
        ("stage_waits", "execution_id"),
        ("execution_artifacts", "execution_id"),
        ("execution_payloads", "execution_id"),
        ("execution_events", "owner_id"),
        ("idempotency_keys", "target_id"),
        ("executions", "id"),
    ];

    private static readonly (string Table, string Column)[] OfBatches = [
        ("execution_events", "owner_id"), ("idempotency_keys", "target_id"), ("batches", "id")
    ];

    public static async Task<int> PruneAsync(
        SqlSession session, SqlDialect dialect, long endedBefore, int limit, CancellationToken cancellationToken)
    {
        // Locked, so that none of them is resumed meanwhile.
        IReadOnlyList<string> ids = await session.QueryAsync<string>(
            $"""
            SELECT id FROM executions WHERE status IN ('succeeded', 'failed', 'cancelled', 'parked') AND completed_at < @endedBefore
            ORDER BY id LIMIT @limit {dialect.RowLockSkippingLocked}
            """,
            [("@endedBefore", endedBefore), ("@limit", limit)],
            cancellationToken);

        if (ids.Count > 0)
        {
            await DeleteAsync(session, OfExecutions, ids, cancellationToken);
            await DeleteAsync(
                session, OfBatches, await LockAsync(session, dialect, "batches", "id", BatchInUse, cancellationToken), cancellationToken);
            await DeleteUnusedAsync(
                session, dialect, "blobs", "NOT EXISTS (SELECT 1 FROM execution_artifacts a WHERE a.hash = t.hash)", cancellationToken);
            await DeleteUnusedAsync(
                session,
                dialect,
                "manifests",
                """
                NOT EXISTS (SELECT 1 FROM executions e WHERE e.manifest_hash = t.hash)
                AND NOT EXISTS (SELECT 1 FROM batches b WHERE b.manifest_hash = t.hash)
                """,
                cancellationToken);
        }

        return ids.Count;
    }

    private const string BatchInUse = "NOT EXISTS (SELECT 1 FROM executions e WHERE e.batch_id = t.id)";

    private static Task<IReadOnlyList<string>> LockAsync(
        SqlSession session, SqlDialect dialect, string table, string column, string condition, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            $"SELECT t.{column} FROM {table} t WHERE {condition} ORDER BY t.{column} {dialect.RowLockSkippingLocked}",
            [],
            cancellationToken);

    /// <summary>
    /// Who stores a reference locks what it refers to. So: lock what nobody holds, and then, in a second
    /// statement, look again whether a reference came meanwhile.
    /// </summary>
    private static async Task DeleteUnusedAsync(
        SqlSession session, SqlDialect dialect, string table, string condition, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> hashes = await LockAsync(session, dialect, table, "hash", condition, cancellationToken);

        if (hashes.Count > 0)
        {
            await session.ExecuteAsync(
                $"DELETE FROM {table} AS t WHERE {dialect.IsIn("hash", "@hashes")} AND {condition}",
                [("@hashes", hashes.ToArray())],
                cancellationToken);
        }
    }

    private static async Task DeleteAsync(
        SqlSession session, (string Table, string Column)[] tables, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach ((string table, string column) in ids.Count == 0 ? [] : tables)
        {
            await session.SendAsync(
                $"DELETE FROM {table} WHERE {session.Dialect.IsIn(column, "@ids")}", [("@ids", ids.ToArray())], cancellationToken);
        }
    }
}
