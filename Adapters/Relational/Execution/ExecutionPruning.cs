using System.Data.Common;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Deletes what is past its retention, and what nothing refers to any more.</summary>
internal static class ExecutionPruning
{
    private static readonly string[] OfExecutions =
    [
        "DELETE FROM stage_results WHERE execution_id IN @ids",
        "DELETE FROM stage_attempts WHERE execution_id IN @ids",
        "DELETE FROM execution_artifacts WHERE execution_id IN @ids",
        "DELETE FROM execution_payloads WHERE execution_id IN @ids",
        "DELETE FROM execution_events WHERE owner_id IN @ids",
        "DELETE FROM idempotency_keys WHERE target_id IN @ids",
        "DELETE FROM executions WHERE id IN @ids",
    ];

    private static readonly string[] Unreferenced =
    [
        "DELETE FROM execution_events WHERE owner_id IN (SELECT id FROM batches WHERE id NOT IN (SELECT batch_id FROM executions WHERE batch_id IS NOT NULL))",
        "DELETE FROM idempotency_keys WHERE target_id IN (SELECT id FROM batches WHERE id NOT IN (SELECT batch_id FROM executions WHERE batch_id IS NOT NULL))",
        "DELETE FROM batches WHERE id NOT IN (SELECT batch_id FROM executions WHERE batch_id IS NOT NULL)",
        "DELETE FROM blobs WHERE hash NOT IN (SELECT hash FROM execution_artifacts)",
        "DELETE FROM manifests WHERE hash NOT IN (SELECT manifest_hash FROM executions)",
    ];

    public static async Task<int> PruneAsync(DbTransaction transaction, long endedBefore, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids = await transaction.QueryAsync<string>(
            "SELECT id FROM executions WHERE status IN ('succeeded', 'failed', 'cancelled', 'parked') AND completed_at < @endedBefore ORDER BY id LIMIT @limit",
            new { endedBefore, limit },
            cancellationToken);

        if (ids.Count > 0)
        {
            foreach (string sql in OfExecutions)
            {
                await transaction.ExecuteAsync(sql, new { ids }, cancellationToken);
            }

            foreach (string sql in Unreferenced)
            {
                await transaction.ExecuteAsync(sql, null, cancellationToken);
            }
        }

        return ids.Count;
    }
}
