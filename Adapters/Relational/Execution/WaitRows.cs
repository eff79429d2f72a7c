using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What waiting stages ask.</summary>
internal static class WaitRows
{
    /// <summary>What was begun by a release that kept no reason.</summary>
    private const string NoReason = "A person must approve this.";

    private const string Waiting = """
        stage_results r
        JOIN executions e ON e.id = r.execution_id AND e.status IN ('queued', 'running', 'waiting')
        LEFT JOIN stage_waits w ON w.execution_id = r.execution_id AND w.stage_path = r.stage_path AND w.item_key = r.item_key
        WHERE r.status = 'waiting'
        """;

    public static async Task InsertAsync(
        SqlSession session, string id, ImmutableArray<StageWait> waits, CancellationToken cancellationToken)
    {
        foreach (StageWait wait in waits)
        {
            await session.SendAsync(
                """
                INSERT INTO stage_waits (execution_id, stage_path, item_key, reason, waits_for, since, due_at, when_due)
                VALUES (@id, @path, @item, @reason, @for, @since, @due, @when_due)
                """,
                [
                    ("@id", id), ("@path", wait.Path), ("@item", wait.ItemKey), ("@reason", wait.Reason), ("@for", wait.For),
                    ("@since", Stored.Instant(wait.Since)), ("@due", Stored.Instant(wait.DueAt)), ("@when_due", wait.WhenDue.ToText()),
                ],
                cancellationToken);
        }
    }

    public static Task DeleteAsync(SqlSession session, string id, string path, string itemKey, CancellationToken cancellationToken) =>
        session.SendAsync(
            "DELETE FROM stage_waits WHERE execution_id = @id AND stage_path = @path AND item_key = @item",
            [("@id", id), ("@path", path), ("@item", itemKey)],
            cancellationToken);

    public static async Task<ExecutionPage<WaitingStage>> ListAsync(
        SqlSession session, WaitingFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var from = WaitingCursor.TryParse(cursor);
        string where = SqlCondition.AllOf(
            (filter.ExecutionId is not null, "r.execution_id = @id"),
            (filter.Workflow is not null, "(e.workflow_name = @workflow OR e.workflow_namespace || '/' || e.workflow_name = @workflow)"),
            (filter.UserId is not null, "e.user_id = @user"),
            (filter.For is not null, "w.waits_for = @for"),
            (filter.DueBy is not null, "w.due_at <= @due"));
        string behind = from is null ? "" : " AND (r.execution_id, r.stage_path, r.item_key) > (@last, @path, @item)";
        (string, SqlValue)[] parameters =
        [
            ("@id", filter.ExecutionId is { } id ? Stored.Id(id) : null), ("@workflow", filter.Workflow), ("@user", filter.UserId),
            ("@for", filter.For), ("@due", Stored.Instant(filter.DueBy)), ("@more", limit + 1),
            ("@last", from is null ? null : Stored.Id(from.ExecutionId)), ("@path", from?.Path), ("@item", from?.ItemKey),
        ];
        long total = await session.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {Waiting} AND {where}", parameters, cancellationToken);
        IReadOnlyList<WaitRow> rows = await session.QueryAsync<WaitRow>(
            $"""
            SELECT r.execution_id, e.workflow_namespace, e.workflow_name, e.workflow_version, e.user_id, r.stage_path, r.item_key,
                w.reason, w.waits_for, COALESCE(w.since, r.started_at, e.created_at) AS since, w.due_at, w.when_due
            FROM {Waiting} AND {where}{behind} ORDER BY r.execution_id, r.stage_path, r.item_key LIMIT @more
            """,
            parameters, cancellationToken);
        ImmutableArray<WaitingStage> page = [.. rows.Take(limit).Select(row => row.ToStage())];
        return new(page, rows.Count > limit ? WaitingCursor.Of(page[^1]).ToString() : null, total);
    }

    private sealed class WaitRow
    {
        public string ExecutionId { get; init; } = "";

        public string WorkflowNamespace { get; init; } = "";

        public string WorkflowName { get; init; } = "";

        public int WorkflowVersion { get; init; }

        public string? UserId { get; init; }

        public string StagePath { get; init; } = "";

        public string ItemKey { get; init; } = "";

        public string? Reason { get; init; }

        public string? WaitsFor { get; init; }

        public long Since { get; init; }

        public long? DueAt { get; init; }

        public string? WhenDue { get; init; }

        public WaitingStage ToStage() => new(
            Stored.Id(ExecutionId),
            new EntryKey(WorkflowNamespace, WorkflowName),
            WorkflowVersion,
            UserId,
            new StageWait(
                StagePath, ItemKey, Reason ?? NoReason, WaitsFor, Stored.Instant(Since), Stored.Instant(DueAt),
                WhenDue is null ? DeadlineRule.Reject : DeadlineRules.Read(WhenDue)));
    }
}
