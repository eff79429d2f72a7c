using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>New executions and batches.</summary>
internal static class ExecutionInserts
{
    private const string InsertPayload = "INSERT INTO execution_payloads (execution_id, input) VALUES";

    private static readonly RowPortions Payloads = new(rows => $"{InsertPayload} {rows}", "@id", "@input");

    private static readonly RowPortions Items = new(
        rows => $"""
            INSERT INTO executions (id, workflow_namespace, workflow_name, workflow_version, status, seq, lease_epoch,
                lease_expires, claims, user_id, batch_id, batch_index,
                manifest_hash, trace_parent, created_at, model_calls, reserved_tokens, budget_tokens, budget_cost, stage_delay_ms)
            SELECT item.column1, @namespace, @name, @version, 'queued', 1, 0,
                0, 0, @user, @batch, item.column2,
                @manifest, @trace, @created, 0, 0, @budget_tokens, @budget_cost, 0
            FROM (VALUES {rows}) AS item
            """,
        "@id", "@index");

    public static async Task<CreateResult> InsertAsync(
        SqlSession session, SqlDialect dialect, NewExecution execution, CancellationToken cancellationToken)
    {
        string id = Stored.Id(execution.Id);
        await InsertManifestAsync(session, dialect, execution.Manifest, cancellationToken);
        await InsertRowAsync(session, dialect, execution, id, cancellationToken);
        await InsertPayloadAsync(session, id, execution.Input, cancellationToken);
        ImmutableArray<NewEvent> events =
            [EventJson.Queued(execution.Manifest.Workflow.Key.ToString(), execution.Manifest.Workflow.Version)];

        if (execution.LeaseFor is not null)
        {
            events = [.. events, EventJson.Plain(ExecutionEvents.Started), .. execution.FirstAttempts.Select(EventJson.StageStarted)];
        }

        await EventRows.AppendAsync(session, id, events.Length, events, cancellationToken);
        await StageRows.InsertResultsAsync(session, id, 1, execution.Results, cancellationToken);
        await StageRows.InsertAttemptsAsync(session, id, 1, execution.FirstAttempts, cancellationToken);

        if (execution.ForkedFrom is { } origin)
        {
            await CopyArtifactsAsync(session, id, Stored.Id(origin.ExecutionId), cancellationToken);
        }

        if (execution.LeaseFor is not { } request)
        {
            return new CreateResult.Created(null, null);
        }

        ExecutionRecord record = (await ExecutionReads.FindAsync(session, id, cancellationToken))!;
        return new CreateResult.Created(
            new Lease<Guid>(execution.Id, request.Owner, 1, record.StartedAt!.Value + request.Duration), record);
    }

    public static async Task<CreateResult> InsertBatchAsync(
        SqlSession session, SqlDialect dialect, NewBatch batch, CancellationToken cancellationToken)
    {
        string batchId = Stored.Id(batch.Id);
        PinnedReference workflow = batch.Manifest.Workflow;
        await InsertManifestAsync(session, dialect, batch.Manifest, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO batches (id, workflow_namespace, workflow_name, workflow_version, status, seq, total, max_parallel,
                stop_on_item_error, max_failures, user_id, manifest_hash, created_at, priority)
            VALUES (@batchId, @Namespace, @Name, @Version, 'running', 1, @total, @MaxParallel,
                @stop, @MaxFailures, @UserId, @Hash, @created, @priority)
            """,
            [
                ("@batchId", batchId), ("@Namespace", workflow.Key.Namespace), ("@Name", workflow.Key.Name),
                ("@Version", workflow.Version), ("@total", batch.Items.Length + batch.StagedItems), ("@MaxParallel", batch.MaxParallel),
                ("@stop", batch.StopOnItemError ? 1 : 0), ("@MaxFailures", batch.MaxFailures), ("@UserId", batch.UserId),
                ("@Hash", batch.Manifest.Hash), ("@created", Stored.Instant(batch.CreatedAt)), ("@priority", batch.Priority),
            ],
            cancellationToken);
        NewEvent queued = EventJson.Queued(workflow.Key.ToString(), workflow.Version);
        await EventRows.AppendAsync(session, batchId, 1, [queued with { Type = ExecutionEvents.BatchQueued }], cancellationToken);

        if (batch.StagedItems > 0)
        {
            await StagedItems.CreateExecutionsAsync(session, batch, queued, cancellationToken);
        }

        (string Id, NewBatchItem Item)[] items = [.. batch.Items.Select(item => (Stored.Id(item.ExecutionId), item))];
        await Items.SendAsync(
            session,
            [
                ("@namespace", workflow.Key.Namespace), ("@name", workflow.Key.Name), ("@version", workflow.Version),
                ("@user", batch.UserId), ("@batch", batchId), ("@manifest", batch.Manifest.Hash), ("@trace", batch.TraceParent),
                ("@created", Stored.Instant(batch.CreatedAt)), ("@budget_tokens", batch.ItemBudget?.MaxTokens),
                ("@budget_cost", Stored.Cost(batch.ItemBudget?.MaxCostUsd)),
            ],
            [.. items.Select((one, index) => new SqlValue[] { one.Id, index })],
            cancellationToken);
        await Payloads.SendAsync(
            session, [], [.. items.Select(one => new SqlValue[] { one.Id, Stored.Json(one.Item.Input) })], cancellationToken);
        await EventRows.AppendAllAsync(session, items.Select(one => (one.Id, 1L, queued)), cancellationToken);
        return new CreateResult.Created(null, null);
    }

    private static Task InsertRowAsync(
        SqlSession session, SqlDialect dialect, NewExecution execution, string id, CancellationToken cancellationToken)
    {
        bool isLeased = execution.LeaseFor is not null;
        return session.SendAsync(
            $"""
            INSERT INTO executions (id, workflow_namespace, workflow_name, workflow_version, status, seq, lease_epoch, lease_owner,
                lease_expires, claims, user_id,
                manifest_hash, trace_parent, created_at, started_at, model_calls, reserved_tokens,
                budget_tokens, budget_cost, forked_from, forked_stage, stage_delay_ms)
            VALUES (@id, @namespace, @name, @version, @status, @seq, @epoch, @owner,
                {dialect.NowMilliseconds} + @duration, @epoch, @user,
                @manifest, @trace, @created, CASE WHEN @epoch = 1 THEN {dialect.NowMilliseconds} END, 0, 0,
                @budget_tokens, @budget_cost, @forked_from, @forked_stage, @delay)
            """,
            [
                ("@id", id), ("@namespace", execution.Manifest.Workflow.Key.Namespace), ("@name", execution.Manifest.Workflow.Key.Name),
                ("@version", execution.Manifest.Workflow.Version), (
                    "@status", isLeased ? "running" : "queued"), ("@seq", isLeased ? 2 + execution.FirstAttempts.Length : 1),
                ("@epoch", isLeased ? 1 : 0), ("@owner", execution.LeaseFor?.Owner), (
                    "@duration", (long)(execution.LeaseFor?.Duration ?? TimeSpan.Zero).TotalMilliseconds),
                ("@user", execution.UserId), ("@manifest", execution.Manifest.Hash), (
                    "@trace", execution.TraceParent), ("@created", Stored.Instant(execution.CreatedAt)),
                ("@budget_tokens", execution.Budget?.MaxTokens), ("@budget_cost", Stored.Cost(execution.Budget?.MaxCostUsd)),
                ("@forked_from", execution.ForkedFrom is { } origin ? Stored.Id(origin.ExecutionId) : null), (
                    "@forked_stage", execution.ForkedFrom?.Stage),
                ("@delay", (long)execution.StageDelay.TotalMilliseconds),
            ],
            cancellationToken);
    }

    private static async Task InsertManifestAsync(
        SqlSession session, SqlDialect dialect, Manifest manifest, CancellationToken cancellationToken)
    {
        // A manifest is large and mostly known: it is serialised only when it is new.
        if (await session.QuerySingleOrDefaultAsync<int?>(
            $"SELECT 1 FROM manifests WHERE hash = @hash {dialect.RowShare}", [("@hash", manifest.Hash)], cancellationToken) is null)
        {
            await session.SendAsync(
                "INSERT INTO manifests (hash, body) VALUES (@hash, @body) ON CONFLICT (hash) DO NOTHING",
                [("@hash", manifest.Hash), ("@body", Encoding.UTF8.GetString(ManifestJson.Serialize(manifest)))],
                cancellationToken);
        }
    }

    private static Task InsertPayloadAsync(SqlSession session, string id, JsonElement input, CancellationToken cancellationToken) =>
        session.SendAsync(
            $"{InsertPayload} (@id, @input)",
            [("@id", id), ("@input", Stored.Json(input))],
            cancellationToken);

    private static Task<int> CopyArtifactsAsync(SqlSession session, string id, string origin, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO execution_artifacts (execution_id, stage_path, item_key, name, seq, media_type, hash, length)
            SELECT @id, a.stage_path, a.item_key, a.name, a.seq, a.media_type, a.hash, a.length FROM execution_artifacts a
            JOIN stage_results r ON r.execution_id = @id AND r.stage_path = a.stage_path AND r.item_key = a.item_key
            WHERE a.execution_id = @origin
            """,
            [("@id", id), ("@origin", origin)],
            cancellationToken);
}
