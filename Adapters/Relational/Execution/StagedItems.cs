using System.Collections.Immutable;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Inputs that wait for their batch to be created.</summary>
internal static class StagedItems
{
    public static async Task StageAsync(
        SqlSession session, string batchId, int first, ImmutableArray<NewBatchItem> items, CancellationToken cancellationToken)
    {
        for (int index = 0; index < items.Length; index++)
        {
            await session.SendAsync(
                $"""
                INSERT INTO staged_items (batch_id, item_index, execution_id, input, staged_at)
                VALUES (@batch, @index, @id, @input, {session.Dialect.NowMilliseconds})
                """,
                [
                    ("@batch", batchId), ("@index", first + index), ("@id", Stored.Id(items[index].ExecutionId)),
                    ("@input", Stored.Json(items[index].Input)),
                ],
                cancellationToken);
        }
    }

    /// <summary>Turns them into queued executions, in the database alone: no input passes through this process again.</summary>
    public static async Task CreateExecutionsAsync(
        SqlSession session, NewBatch batch, NewEvent queued, CancellationToken cancellationToken)
    {
        PinnedReference workflow = batch.Manifest.Workflow;
        (string, SqlValue)[] arguments =
        [
            ("@namespace", workflow.Key.Namespace), ("@name", workflow.Key.Name), ("@version", workflow.Version), ("@user", batch.UserId),
            ("@batch", Stored.Id(batch.Id)), ("@manifest", batch.Manifest.Hash), ("@trace", batch.TraceParent),
            ("@created", Stored.Instant(batch.CreatedAt)), ("@budget_tokens", batch.ItemBudget?.MaxTokens),
            ("@budget_cost", Stored.Cost(batch.ItemBudget?.MaxCostUsd)), ("@type", queued.Type), ("@data", Stored.Json(queued.Data)),
        ];
        await session.SendAsync(
            """
            INSERT INTO executions (id, workflow_namespace, workflow_name, workflow_version, status, seq, lease_epoch,
                lease_expires, claims, user_id, batch_id, batch_index,
                manifest_hash, trace_parent, created_at, model_calls, reserved_tokens, budget_tokens, budget_cost, stage_delay_ms)
            SELECT execution_id, @namespace, @name, @version, 'queued', 1, 0,
                0, 0, @user, batch_id, item_index,
                @manifest, @trace, @created, 0, 0, @budget_tokens, @budget_cost, 0
            FROM staged_items WHERE batch_id = @batch ORDER BY item_index
            """,
            arguments,
            cancellationToken);
        await session.SendAsync(
            "INSERT INTO execution_payloads (execution_id, input) SELECT execution_id, input FROM staged_items WHERE batch_id = @batch",
            arguments, cancellationToken);
        await session.SendAsync(
            """
            INSERT INTO execution_events (owner_id, seq, type, stage, data)
            SELECT execution_id, 1, @type, NULL, @data FROM staged_items WHERE batch_id = @batch
            """,
            arguments, cancellationToken);

        if (await DiscardAsync(session, Stored.Id(batch.Id), cancellationToken) != batch.StagedItems)
        {
            throw new InvalidOperationException($"Of batch {batch.Id} there were not {batch.StagedItems} staged items.");
        }
    }

    public static Task<int> DiscardAsync(SqlSession session, string batchId, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM staged_items WHERE batch_id = @batch", [("@batch", batchId)], cancellationToken);

    public static Task<int> PruneAsync(SqlSession session, long stagedBefore, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            DELETE FROM staged_items WHERE (batch_id, item_index) IN
                (SELECT batch_id, item_index FROM staged_items WHERE staged_at < @before ORDER BY batch_id, item_index LIMIT @limit)
            """,
            [("@before", stagedBefore), ("@limit", limit)],
            cancellationToken);
}
