using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>History and marks as the relational stores write them.</summary>
internal static class UserRecords
{
    private const string Execution =
        """
        INSERT INTO executions (
            id, workflow_namespace, workflow_name, workflow_version, status, seq, lease_epoch, lease_expires, claims, user_id,
            manifest_hash, created_at, completed_at, model_calls, reserved_tokens, stage_delay_ms)
        VALUES (@id, @space, @name, @version, @status, 1, 0, 0, 0, @user, 'none', @created, @completed, 0, 0, 0)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, completed_at = excluded.completed_at
        """;

    /// <summary>Ends an execution for each event.</summary>
    public static Task RecordAsync(
        RelationalDatabase database,
        SyncRoutes routes,
        IReadOnlyList<HistoryEvent> events,
        CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var history = new UserHistoryRows(new OutboxMarks(database.Dialect, routes));

            foreach (HistoryEvent happened in events)
            {
                string[] workflow = happened.Workflow.Split('/');
                string id = happened.Id.ToString();
                await session.ExecuteAsync(
                    Execution,
                    [
                        ("@id", id), ("@space", workflow[0]), ("@name", workflow[1]), (
                            "@version", happened.WorkflowVersion), ("@status", happened.Status),
                        ("@user", happened.UserId), (
                            "@created", happened.CreatedAt.ToStored()), ("@completed", happened.CompletedAt?.ToStored()),
                    ],
                    token);
                await history.RecordAsync(session, [id], token);
            }
        },
        cancellationToken);

    public static Task AppendAsync(
        RelationalDatabase database, SyncDocument document, string[] targets, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => new OutboxMarks(database.Dialect, new SyncRoutes([.. targets])).AppendAsync(session, document, token),
        cancellationToken);
}
