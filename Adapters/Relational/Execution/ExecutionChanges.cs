using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Changes from outside the lease, under the row lock.</summary>
internal sealed class ExecutionChanges(SqlDialect dialect, IExecutionEffects effects)
{
    private readonly BatchRows _batches = new(dialect, effects);

    public async Task<ChangeResult> ChangeAsync(
        SqlSession session, Guid executionId, ExecutionChange change, CancellationToken cancellationToken)
    {
        string id = Stored.Id(executionId);

        await _batches.LockOfAsync(session, id, cancellationToken);

        // The lock comes before anything is read: an answer and a release decide one after the other, each on what the other left.
        if (await session.QuerySingleOrDefaultAsync<long?>(
            $"SELECT {dialect.NowMilliseconds} FROM executions WHERE id = @id {dialect.RowLock}",
            [("@id", id)],
            cancellationToken) is not { } now)
        {
            return new ChangeResult.NotFound("execution");
        }

        ExecutionRecord execution = (await ExecutionReads.FindAsync(session, id, cancellationToken))!;
        IReadOnlyList<StageResult> results = await ExecutionReads.ResultsAsync(session, id, cancellationToken);
        var plan = ChangePlan.For(execution, change, results, Stored.Instant(now));

        if (plan.Refusal is { } refusal)
        {
            return refusal;
        }

        await WriteResultsAsync(session, id, plan, cancellationToken);
        long seq = await session.QuerySingleAsync<long>(
            $"""
            UPDATE executions SET status = @status, lease_epoch = lease_epoch + @raise, seq = seq + @events,
                claims = CASE WHEN @resumed = 1 THEN 0 ELSE claims END, error = CASE WHEN @resumed = 1 THEN NULL ELSE error END,
                completed_at = CASE WHEN @ended = 1 THEN {dialect.NowMilliseconds} END
            WHERE id = @id RETURNING seq
            """,
            [
                ("@status", plan.Status.ToText()), ("@raise", plan.RaisesEpoch ? 1 : 0), ("@events", plan.Events.Length),
                ("@resumed", change is ExecutionChange.Resume ? 1 : 0), ("@ended", plan.Status.IsEnded() ? 1 : 0), ("@id", id),
            ],
            cancellationToken);
        await EventRows.AppendAsync(session, id, seq, plan.Events, cancellationToken);

        if (execution.UserId is not null && plan.Status.IsEnded())
        {
            await effects.EndAsync(session, [id], cancellationToken);
        }

        if (execution.BatchId is { } batch)
        {
            await TellBatchAsync(session, Stored.Id(batch), execution, change, plan, cancellationToken);
        }

        return new ChangeResult.Changed((await ExecutionReads.FindAsync(session, id, cancellationToken))!);
    }

    public Task<IReadOnlyList<Guid>?> CancelBatchAsync(SqlSession session, Guid id, string? actor, CancellationToken cancellationToken) =>
        ChangeBatchAsync(
            session,
            Stored.Id(id),
            new ExecutionChange.Cancel(actor, "batch cancelled"),
            "'queued', 'running', 'waiting'",
            BatchStatus.Cancelled,
            EventJson.ByActor(ExecutionEvents.BatchCancelled, null, actor, null),
            cancellationToken);

    public Task<IReadOnlyList<Guid>?> ResumeBatchAsync(SqlSession session, Guid id, string? actor, CancellationToken cancellationToken) =>
        ChangeBatchAsync(
            session,
            Stored.Id(id),
            new ExecutionChange.Resume(actor),
            "'failed', 'cancelled', 'parked'",
            BatchStatus.Running,
            EventJson.ByActor(ExecutionEvents.BatchResumed, null, actor, null),
            cancellationToken);

    private async Task<IReadOnlyList<Guid>?> ChangeBatchAsync(
        SqlSession session, string batchId, ExecutionChange change, string statuses, BatchStatus status, NewEvent happened,
        CancellationToken cancellationToken)
    {
        if (await session.QuerySingleOrDefaultAsync<string>(
            $"SELECT id FROM batches WHERE id = @batchId {dialect.RowLock}", [("@batchId", batchId)], cancellationToken) is null)
        {
            return null;
        }

        IReadOnlyList<string> items = await session.QueryAsync<string>(
            $"SELECT id FROM executions WHERE batch_id = @batchId AND status IN ({statuses}) ORDER BY batch_index {dialect.RowLock}",
            [("@batchId", batchId)], cancellationToken);

        if (items.Count > 0)
        {
            await session.SendAsync(
                "UPDATE batches SET status = @status, completed_at = NULL WHERE id = @batchId",
                [("@status", status.ToText()), ("@batchId", batchId)],
                cancellationToken);
            await BatchRows.AppendAsync(session, batchId, happened, cancellationToken);

            foreach (string item in items)
            {
                await ChangeAsync(session, Stored.Id(item), change, cancellationToken);
            }
        }

        return [.. items.Select(Stored.Id)];
    }

    private static async Task WriteResultsAsync(SqlSession session, string id, ChangePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Answered is { } answered)
        {
            await session.SendAsync(
                """
                UPDATE stage_results SET status = @status, output = @output, error = @error, completed_at = @completed
                WHERE execution_id = @id AND stage_path = @Path AND item_key = @ItemKey AND status = 'waiting'
                """,
                [
                    ("@status", answered.Status.ToText()),
                    ("@output", Stored.Json(answered.Output)),
                    ("@error", Stored.Error(answered.Error)),
                    ("@completed", Stored.Instant(answered.CompletedAt)),
                    ("@id", id),
                    ("@Path", answered.Path),
                    ("@ItemKey", answered.ItemKey)
                ],
                cancellationToken);
            await WaitRows.DeleteAsync(session, id, answered.Path, answered.ItemKey, cancellationToken);
        }

        foreach ((string path, string item) in plan.Forgotten)
        {
            await session.SendAsync(
                "DELETE FROM stage_results WHERE execution_id = @id AND stage_path = @path AND item_key = @item",
                [("@id", id), ("@path", path), ("@item", item)],
                cancellationToken);
        }
    }

    private async Task TellBatchAsync(
        SqlSession session,
        string batchId,
        ExecutionRecord execution,
        ExecutionChange change,
        ChangePlan plan,
        CancellationToken cancellationToken)
    {
        if (plan.Status.IsEnded())
        {
            await _batches.EndItemAsync(session, batchId, execution.BatchIndex!.Value, execution.Id, plan.Status, cancellationToken);
        }
        else if (change is ExecutionChange.Resume)
        {
            await session.SendAsync(
                "UPDATE batches SET status = 'running', completed_at = NULL WHERE id = @batchId",
                [("@batchId", batchId)],
                cancellationToken);
        }
    }
}
