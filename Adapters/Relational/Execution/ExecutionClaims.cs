using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Takes and extends leases, by the database's clock.</summary>
internal sealed class ExecutionClaims(SqlDialect dialect, IExecutionEffects effects)
{
    private readonly string _isReady = $"(status = 'queued' OR (status = 'running' AND lease_expires < {dialect.NowMilliseconds}))";
    private readonly string _lease = $"""
        UPDATE executions SET
            status = CASE WHEN claims >= @most THEN 'parked' ELSE 'running' END,
            completed_at = CASE WHEN claims >= @most THEN {dialect.NowMilliseconds} END,
            claims = CASE WHEN claims >= @most THEN claims ELSE claims + 1 END,
            started_at = COALESCE(started_at, {dialect.NowMilliseconds}),
            lease_epoch = lease_epoch + 1, lease_owner = @owner, lease_expires = {dialect.NowMilliseconds} + @duration, seq = seq + 1
        WHERE {dialect.IsIn("id", "@ids")}
        RETURNING {ExecutionRow.Own}, lease_expires
        """;

    private readonly BatchRows _batches = new(dialect, effects);
    private readonly ReadyQueues _queues = new(dialect, new BatchRows(dialect, effects));

    public async Task<bool> IsAnythingReadyAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync<int>($"SELECT 1 FROM executions WHERE {_isReady} LIMIT 1", [], cancellationToken) is [_];

    /// <param name="waitFor">A batch that was locked by somebody else before: its lock is waited for, while nothing else is held.</param>
    public async Task<ClaimRound> ClaimAsync(
        SqlSession session, LeaseRequest request, int limit, string? waitFor, CancellationToken cancellationToken)
    {
        var round = new ClaimRound();

        if (waitFor is not null)
        {
            await _batches.LockAsync(session, waitFor, cancellationToken);
        }

        for (int before = -1; round.Leases.Count < limit && before != round.Progress;)
        {
            before = round.Progress;
            List<CandidateRow> candidates = await _queues.FindAsync(session, round, limit - round.Leases.Count, cancellationToken);
            round.Found += candidates.Count;
            List<CandidateRow> chosen = Choose(candidates, round);
            int leased = await LeaseAsync(session, chosen, request, round, cancellationToken);

            if (leased < chosen.Count)
            {
                round.FreePlaces();
            }
            else if (round.IsAllTaken)
            {
                break;
            }
        }

        if (round.Leases.Count > 0)
        {
            await BeginAsync(session, round, request, cancellationToken);
        }

        return round;
    }

    /// <returns>The position of the run's log; no row where the lease is lost.</returns>
    public Task<LaterRows<long>> RenewAsync(
        SqlSession session, Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken) =>
        session.AskAsync<long>(
            $"""
            UPDATE executions SET lease_expires = {dialect.NowMilliseconds} + @duration
            WHERE id = @id AND lease_epoch = @epoch AND status = 'running'
            RETURNING seq
            """,
            [("@duration", (long)duration.TotalMilliseconds), ("@id", Stored.Id(lease.Key)), ("@epoch", lease.Epoch)],
            cancellationToken);

    /// <summary>What they go on from. Their first attempts go out with the commit of their leases.</summary>
    private static async Task BeginAsync(
        SqlSession session, ClaimRound round, LeaseRequest request, CancellationToken cancellationToken)
    {
        var begun = new List<(string Id, long Seq, StageAttempt Attempt)>();

        foreach (ClaimedExecution claimed in await ExecutionReads.ClaimedAsync(session, round.Leases, cancellationToken))
        {
            ImmutableArray<StageAttempt> attempts = request.FirstAttemptsOf(claimed.Execution);
            (string id, long seq) = (Stored.Id(claimed.Execution.Id), claimed.Execution.Seq);
            round.Events.AddRange(attempts.Select((attempt, index) => (id, seq + 1 + index, EventJson.StageStarted(attempt))));
            seq += attempts.Length;
            begun.AddRange(attempts.Select(attempt => (id, seq, attempt)));
            round.Claimed.Add(
                attempts.IsEmpty ? claimed : claimed with { Execution = claimed.Execution with { Seq = seq }, Attempts = attempts });
        }

        foreach (IGrouping<int, string> added in begun.GroupBy(one => one.Id).GroupBy(one => one.Count(), one => one.Key))
        {
            await session.SendAsync(
                $"UPDATE executions SET seq = seq + @added WHERE {session.Dialect.IsIn("id", "@ids")}",
                [("@added", added.Key), ("@ids", added.ToArray())],
                cancellationToken);
        }

        await StageRows.InsertAttemptsAsync(session, begun, cancellationToken);
        await EventRows.AppendAllAsync(session, round.Events, cancellationToken);
    }

    /// <summary>Those that may run now: their own rows are locked, and their batches' unless somebody else has them.</summary>
    private static List<CandidateRow> Choose(List<CandidateRow> candidates, ClaimRound round)
    {
        var chosen = new List<CandidateRow>(candidates.Count);

        foreach (IGrouping<string?, CandidateRow> group in candidates.GroupBy(candidate => candidate.BatchId))
        {
            if (group.Key is not { } batch)
            {
                chosen.AddRange(group);
            }
            else if (!round.Rooms.TryGetValue(batch, out long room))
            {
                round.Busy.Add(batch);
            }
            else
            {
                CandidateRow[] queued = [.. group.Where(candidate => candidate.Status == "queued")];
                chosen.AddRange(group.Where(candidate => candidate.Status != "queued").Concat(queued.Take((int)Math.Max(room, 0))));

                if (queued.Length > room)
                {
                    round.Full.Add(batch);
                }
            }
        }

        return chosen;
    }

    /// <summary>Leases, or parks what was claimed too often, in one statement. Adds the leases, in the order of the candidates.</summary>
    /// <returns>How many were leased.</returns>
    private async Task<int> LeaseAsync(
        SqlSession session, List<CandidateRow> chosen, LeaseRequest request, ClaimRound round, CancellationToken cancellationToken)
    {
        if (chosen.Count == 0)
        {
            return 0;
        }

        string[] ids = [.. chosen.Select(next => next.Id)];
        LaterRows<LeaseRow> rows = await session.AskAsync<LeaseRow>(
            _lease,
            [
                ("@most", request.MaxClaims), ("@owner", request.Owner), ("@duration", (long)request.Duration.TotalMilliseconds),
                ("@ids", ids),
            ],
            cancellationToken);
        Dictionary<string, PayloadRow> payloads = (await session.QueryAsync<PayloadRow>(
            $"SELECT execution_id, input, output FROM execution_payloads WHERE {dialect.IsIn("execution_id", "@ids")}",
            [("@ids", ids)],
            cancellationToken)).ToDictionary(row => row.ExecutionId, StringComparer.Ordinal);
        Dictionary<string, LeaseRow> leased = rows.Rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        int before = round.Leases.Count;

        foreach (CandidateRow next in chosen)
        {
            LeaseRow row = leased[next.Id];

            if (row.Status == "running")
            {
                PayloadRow payload = payloads[next.Id];
                round.Events.Add((next.Id, row.Seq, EventJson.Plain(ExecutionEvents.Started)));
                round.Leases.Add((
                    new Lease<Guid>(Stored.Id(next.Id), request.Owner, row.LeaseEpoch, Stored.Instant(row.LeaseExpires)),
                    row.ToRecord(Stored.Json(payload.Input), Stored.JsonOrNull(payload.Output))));
            }
            else
            {
                await TellParkedAsync(session, next, row, cancellationToken);
            }
        }

        // What is taken over from a lost process has been started already.
        foreach (IGrouping<string, CandidateRow> batch in chosen.Where(next => next is { BatchId: not null, Status: "queued" }
            && leased[next.Id].Status == "running").GroupBy(next => next.BatchId!))
        {
            (int, Guid)[] started =
                [.. batch.OrderBy(next => next.BatchIndex).Select(next => (next.BatchIndex!.Value, Stored.Id(next.Id)))];
            await BatchRows.TellItemsAsync(session, batch.Key, started, ExecutionStatus.Running, cancellationToken);
        }

        return round.Leases.Count - before;
    }

    private async Task TellParkedAsync(SqlSession session, CandidateRow parked, LeaseRow row, CancellationToken cancellationToken)
    {
        ExecutionError error = TransitionPlan.TooManyClaims(row.Claims);
        await session.SendAsync(
            "UPDATE executions SET error = @error WHERE id = @id",
            [("@error", Stored.Error(error)), ("@id", parked.Id)],
            cancellationToken);
        await EventRows.AppendAsync(
            session, parked.Id, row.Seq, [EventJson.Failure(ExecutionEvents.Parked, null, error)], cancellationToken);
        await effects.EndAsync(session, [parked.Id], cancellationToken);

        if (parked.BatchId is { } batch)
        {
            await _batches.EndItemAsync(
                session, batch, parked.BatchIndex!.Value, Stored.Id(parked.Id), ExecutionStatus.Parked, cancellationToken);
        }
    }

    private sealed class LeaseRow : ExecutionRow
    {
        public long LeaseExpires { get; init; }
    }

    private sealed class PayloadRow
    {
        public string ExecutionId { get; init; } = "";

        public string Input { get; init; } = "";

        public string? Output { get; init; }
    }
}
