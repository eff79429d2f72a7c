using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>
/// Writes a user's history where executions end, in the transaction that ends them. Whose it is stands on the execution's row at that
/// moment, so a user who was erased meanwhile gets none.
/// </summary>
internal sealed class UserHistoryRows(OutboxMarks marks)
{
    /// <summary>For executions that have just ended; those of nobody are passed over, one that ended before is replaced.</summary>
    public async Task RecordAsync(SqlSession session, IReadOnlyCollection<string> executionIds, CancellationToken cancellationToken)
    {
        IReadOnlyList<HistoryKey> written = await session.QueryAsync<HistoryKey>(
            $"""
            INSERT INTO user_history (execution_id, user_id, kind, workflow, workflow_version, status, started_at, ended_at)
            SELECT id, user_id, 'execution', workflow_namespace || '/' || workflow_name, workflow_version, status, created_at, completed_at
            FROM executions WHERE {session.Dialect.IsIn("id", "@executionIds")} AND user_id IS NOT NULL
            ON CONFLICT (execution_id) DO UPDATE SET
                workflow = excluded.workflow, workflow_version = excluded.workflow_version, status = excluded.status,
                started_at = excluded.started_at, ended_at = excluded.ended_at
            RETURNING execution_id, user_id
            """,
            [("@executionIds", executionIds.ToArray())],
            cancellationToken);

        foreach (HistoryKey key in written)
        {
            await marks.AppendAsync(session, SyncDocument.History(key.UserId, Guid.Parse(key.ExecutionId)), cancellationToken);
        }
    }

    private sealed class HistoryKey
    {
        public string ExecutionId { get; init; } = "";

        public string UserId { get; init; } = "";
    }
}
