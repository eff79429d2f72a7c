using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// The one write of a lease's owner: the fence first, in a statement of its own, then everything else. Before the fence only the batch is
/// locked, where the execution may end.
/// </summary>
internal sealed class ExecutionCommits(SqlDialect dialect, IExecutionEffects effects, ExecutionClaims claims)
{
    private const string Take = """
        UPDATE executions SET seq = seq + @events, claims = CASE WHEN @progress = 1 THEN 0 ELSE claims END
        WHERE id = @id AND lease_epoch = @epoch AND status = 'running'
        """;

    private const string TakeExpected = $"{Take} AND seq = @expected";

    private readonly BatchRows _batches = new(dialect, effects);
    private readonly RowPortions _fenceOfItems = ItemEnds.FenceOf(dialect);

    private readonly string _end = $"""
        UPDATE executions SET status = @status, error = @error, seq = @seq,
            claims = CASE WHEN @status = 'queued' AND claims > 0 THEN claims - 1 ELSE claims END,
            completed_at = CASE WHEN @ended = 1 THEN {dialect.NowMilliseconds} END
        WHERE id = @id
        """;

    /// <summary>
    /// As <see cref="CommitAsync"/> where, as nearly always, the lease is held and nobody else wrote meanwhile: what follows the fence goes
    /// out with it.
    /// </summary>
    /// <exception cref="NoRowChangedException">Otherwise, or where the batch may have to be stopped; nothing was written.</exception>
    public async Task<WrittenDelta> CommitExpectedAsync(
        SqlSession session, Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken)
    {
        if (delta is { Transition: { } transition, Execution.BatchId: { } batch }
            && TransitionPlan.For(transition) is var plan && plan.Status.IsEnded())
        {
            ItemEnds ends = await session.GatherAsync(Stored.Id(batch), () => BeginItemEndsAsync(session, batch, cancellationToken));
            ItemEnd end = ends.Add(lease, delta, plan);
            return new WrittenDelta(new CommitResult.Committed(end.LastSeq, IsBehind: false), EndOfItem: end);
        }

        string id = Stored.Id(lease.Key);
        await LockBatchAsync(session, delta, cancellationToken);
        await session.RequireAsync(TakeExpected, [.. Arguments(id, lease, delta), ("@expected", delta.ExpectedSeq)], cancellationToken);
        long seq = delta.ExpectedSeq + delta.Events.Length;
        return await WriteAsync(session, lease, delta, seq, isBehind: false, cancellationToken);
    }

    public async Task<WrittenDelta> CommitAsync(
        SqlSession session, Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken)
    {
        string id = Stored.Id(lease.Key);
        // What others left to the end of the transaction may be what stops the batch.
        await session.SendGatheredAsync(cancellationToken);
        await LockBatchAsync(session, delta, cancellationToken);
        return await session.QuerySingleOrDefaultAsync<long?>(
            $"{Take} RETURNING seq", Arguments(id, lease, delta), cancellationToken) is { } seq
            ? await WriteAsync(
                session,
                lease,
                delta,
                seq,
                isBehind: seq - delta.Events.Length != delta.ExpectedSeq,
                cancellationToken)
            : new WrittenDelta(new CommitResult.LeaseLost());
    }

    /// <summary>What a delta holds beside results and events.</summary>
    /// <param name="seq">Behind the delta's own events.</param>
    public async Task WriteRestAsync(SqlSession session, ExecutionDelta delta, long seq, CancellationToken cancellationToken)
    {
        string id = Stored.Id(delta.Execution.Id);
        await TurnRows.InsertAsync(session, id, delta.Turns, cancellationToken);
        await WaitRows.InsertAsync(session, id, delta.Waits, cancellationToken);
        await StageRows.EndAttemptsAsync(session, id, delta.Ended, cancellationToken);
        await StageRows.InsertAttemptsAsync(session, id, seq, delta.Started, cancellationToken);
        await StageRows.InsertArtifactsAsync(session, id, seq, delta.Artifacts, cancellationToken);

        foreach (SideWrite write in delta.Writes)
        {
            await effects.WriteAsync(session, delta.Execution.Id, write, cancellationToken);
        }

        if (delta.Usage.ModelCalls > 0 || delta.Reserved != Reservation.None)
        {
            await AddUsageAsync(session, id, delta, cancellationToken);
        }
    }

    /// <summary>Behind the end of the execution's row.</summary>
    public async Task WriteOutputAsync(
        SqlSession session, ExecutionRecord execution, TransitionPlan plan, CancellationToken cancellationToken)
    {
        string id = Stored.Id(execution.Id);

        if (plan.Output is { } output)
        {
            await session.SendAsync(
                "UPDATE execution_payloads SET output = @output WHERE execution_id = @id",
                [("@output", Stored.Json(output)), ("@id", id)],
                cancellationToken);
        }

        if (execution.UserId is not null && plan.Status.IsEnded())
        {
            await effects.EndAsync(session, [id], cancellationToken);
        }
    }

    private async Task<ItemEnds> BeginItemEndsAsync(SqlSession session, Guid batch, CancellationToken cancellationToken)
    {
        await _batches.LockAsync(session, Stored.Id(batch), cancellationToken);
        return new ItemEnds(_fenceOfItems, this, claims, _batches, Stored.Id(batch));
    }

    private static (string Name, SqlValue Value)[] Arguments(string id, Lease<Guid> lease, ExecutionDelta delta) =>
        [("@events", delta.Events.Length), ("@progress", delta.IsProgress ? 1 : 0), ("@id", id), ("@epoch", lease.Epoch)];

    private Task LockBatchAsync(SqlSession session, ExecutionDelta delta, CancellationToken cancellationToken) =>
        delta is { Transition: not null, Execution.BatchId: { } batch }
            ? _batches.LockAsync(session, Stored.Id(batch), cancellationToken)
            : Task.CompletedTask;

    /// <summary>Everything behind the fence.</summary>
    private async Task<WrittenDelta> WriteAsync(
        SqlSession session, Lease<Guid> lease, ExecutionDelta delta, long seq, bool isBehind, CancellationToken cancellationToken)
    {
        string id = Stored.Id(lease.Key);
        await StageRows.InsertResultsAsync(session, id, seq, delta.Results, cancellationToken);
        TransitionPlan? plan = delta.Transition is { } transition && !isBehind ? TransitionPlan.For(transition) : null;
        ImmutableArray<NewEvent> events = plan is null ? delta.Events : [.. delta.Events, plan.Event];
        await EventRows.AppendAsync(session, id, plan is null ? seq : seq + 1, events, cancellationToken);
        await WriteRestAsync(session, delta, seq, cancellationToken);
        LaterRows<ExecutionRow>? ended = null;

        if (plan is not null)
        {
            ended = await EndLeaseAsync(session, delta.Execution, ++seq, plan, cancellationToken);
        }

        return new WrittenDelta(new CommitResult.Committed(seq, isBehind), delta, ended);
    }

    private static Task AddUsageAsync(SqlSession session, string id, ExecutionDelta delta, CancellationToken cancellationToken) =>
        session.SendAsync(
            """
            UPDATE executions SET
                input_tokens = CASE WHEN @input IS NULL THEN input_tokens ELSE COALESCE(input_tokens, 0) + @input END,
                output_tokens = CASE WHEN @output IS NULL THEN output_tokens ELSE COALESCE(output_tokens, 0) + @output END,
                cost = CASE WHEN @cost IS NULL THEN cost ELSE COALESCE(cost, 0) + @cost END,
                model_calls = model_calls + @calls, reserved_tokens = reserved_tokens + @reserved,
                reserved_cost = reserved_cost + @reserved_cost
            WHERE id = @id
            """,
            [
                ("@input", delta.Usage.InputTokens), ("@output", delta.Usage.OutputTokens), ("@cost", Stored.Cost(delta.Usage.CostUsd)),
                ("@calls", delta.Usage.ModelCalls), ("@reserved", delta.Reserved.Tokens),
                ("@reserved_cost", Stored.Cost(delta.Reserved.CostUsd)), ("@id", id),
            ],
            cancellationToken);

    /// <param name="seq">Of its event, which is written.</param>
    /// <returns>The execution's row as it is left, for who waits; null where nobody waits for it alone.</returns>
    private async Task<LaterRows<ExecutionRow>?> EndLeaseAsync(
        SqlSession session, ExecutionRecord execution, long seq, TransitionPlan plan, CancellationToken cancellationToken)
    {
        string id = Stored.Id(execution.Id);
        (string, SqlValue)[] arguments =
        [
            ("@status", plan.Status.ToText()), ("@error", Stored.Error(plan.Error)), ("@seq", seq),
            ("@ended", plan.Status.IsEnded() ? 1 : 0), ("@id", id),
        ];
        LaterRows<ExecutionRow>? ended = null;

        if (execution.BatchId is null && plan.Status.EndsWait())
        {
            ended = await session.AskAsync<ExecutionRow>($"{_end} RETURNING {ExecutionRow.Own}", arguments, cancellationToken);
        }
        else
        {
            await session.SendAsync(_end, arguments, cancellationToken);
        }

        await WriteOutputAsync(session, execution, plan, cancellationToken);

        if (execution is { BatchId: { } batchId, BatchIndex: { } index } && plan.Status.IsEnded())
        {
            await _batches.EndItemAsync(session, Stored.Id(batchId), index, execution.Id, plan.Status, cancellationToken);
        }
        else if (execution is { BatchId: { } ofWaiting, BatchIndex: { } waiting } && plan.Status == ExecutionStatus.Waiting)
        {
            await BatchRows.TellItemsAsync(session, Stored.Id(ofWaiting), [(waiting, execution.Id)], plan.Status, cancellationToken);
        }

        return ended;
    }
}
