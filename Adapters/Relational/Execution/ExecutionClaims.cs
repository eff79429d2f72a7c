using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Takes and extends leases, by the database's clock.</summary>
internal sealed class ExecutionClaims(SqlDialect dialect, IExecutionEffects effects)
{
    private readonly string _isReady = $"(status = 'queued' OR (status = 'running' AND lease_expires < {dialect.NowMilliseconds}))";
    private readonly BatchRows _batches = new(dialect, effects);
    private readonly ReadyQueues _queues = new(dialect);

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
            List<CandidateRow> chosen = await ChooseAsync(session, candidates, round, cancellationToken);
            List<Lease<Guid>> leases = await LeaseAsync(session, chosen, request, cancellationToken);
            round.Leases.AddRange(leases);

            if (leases.Count < chosen.Count)
            {
                round.FreePlaces();
            }
            else if (round.IsAllTaken)
            {
                break;
            }
        }

        foreach (ClaimedExecution claimed in round.Leases.Count == 0
            ? []
            : await ExecutionReads.ClaimedAsync(session, round.Leases, cancellationToken))
        {
            round.Claimed.Add(await BeginAsync(session, claimed, request.FirstAttemptsOf(claimed.Execution), cancellationToken));
        }

        return round;
    }

    public Task<long?> RenewAsync(SqlSession session, Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken) =>
        session.QuerySingleOrDefaultAsync<long?>(
            $"""
            UPDATE executions SET lease_expires = {dialect.NowMilliseconds} + @duration
            WHERE id = @id AND lease_epoch = @epoch AND status = 'running'
            RETURNING seq
            """,
            [("@duration", (long)duration.TotalMilliseconds), ("@id", Stored.Id(lease.Key)), ("@epoch", lease.Epoch)],
            cancellationToken);

    /// <summary>Its first attempts go out with the commit of its lease.</summary>
    private static async Task<ClaimedExecution> BeginAsync(
        SqlSession session, ClaimedExecution claimed, ImmutableArray<StageAttempt> attempts, CancellationToken cancellationToken)
    {
        if (attempts.IsEmpty)
        {
            return claimed;
        }

        string id = Stored.Id(claimed.Execution.Id);
        long seq = claimed.Execution.Seq + attempts.Length;
        await session.SendAsync("UPDATE executions SET seq = @seq WHERE id = @id", [("@seq", seq), ("@id", id)], cancellationToken);
        await StageRows.InsertAttemptsAsync(session, id, seq, attempts, cancellationToken);
        await EventRows.AppendAsync(session, id, seq, [.. attempts.Select(EventJson.StageStarted)], cancellationToken);
        return claimed with { Execution = claimed.Execution with { Seq = seq }, Attempts = attempts };
    }

    /// <summary>Those that may run now. Their own rows are locked, so a batch's, which comes first, is not waited for.</summary>
    private async Task<List<CandidateRow>> ChooseAsync(
        SqlSession session, List<CandidateRow> candidates, ClaimRound round, CancellationToken cancellationToken)
    {
        var chosen = new List<CandidateRow>(candidates.Count);

        foreach (IGrouping<string?, CandidateRow> group in candidates.GroupBy(candidate => candidate.BatchId))
        {
            if (group.Key is not { } batch)
            {
                chosen.AddRange(group);
            }
            else if (await _batches.TryLockAsync(session, batch, cancellationToken) is not { } room)
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

    /// <summary>Leases, or parks what was claimed too often, in one statement. Gives the leases, in the order of the candidates.</summary>
    private async Task<List<Lease<Guid>>> LeaseAsync(
        SqlSession session, List<CandidateRow> chosen, LeaseRequest request, CancellationToken cancellationToken)
    {
        if (chosen.Count == 0)
        {
            return [];
        }

        IReadOnlyList<LeaseRow> rows = await session.QueryAsync<LeaseRow>(
            $"""
            UPDATE executions SET
                status = CASE WHEN claims >= @most THEN 'parked' ELSE 'running' END,
                completed_at = CASE WHEN claims >= @most THEN {dialect.NowMilliseconds} END,
                claims = CASE WHEN claims >= @most THEN claims ELSE claims + 1 END,
                started_at = COALESCE(started_at, {dialect.NowMilliseconds}),
                lease_epoch = lease_epoch + 1, lease_owner = @owner, lease_expires = {dialect.NowMilliseconds} + @duration, seq = seq + 1
            WHERE {dialect.IsIn("id", "@ids")}
            RETURNING id, status, seq, lease_epoch, lease_expires, claims
            """,
            [
                ("@most", request.MaxClaims),
                ("@owner", request.Owner),
                ("@duration", (long)request.Duration.TotalMilliseconds),
                ("@ids", chosen.Select(next => next.Id).ToArray())
            ],
            cancellationToken);
        Dictionary<string, LeaseRow> leased = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        var leases = new List<Lease<Guid>>(chosen.Count);

        foreach (CandidateRow next in chosen)
        {
            LeaseRow row = leased[next.Id];

            if (row.Status == "running")
            {
                await EventRows.AppendAsync(session, next.Id, row.Seq, [EventJson.Plain(ExecutionEvents.Started)], cancellationToken);
                leases.Add(new Lease<Guid>(Stored.Id(next.Id), request.Owner, row.LeaseEpoch, Stored.Instant(row.LeaseExpires)));
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

        return leases;
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

    private sealed class LeaseRow
    {
        public string Id { get; init; } = "";

        public string Status { get; init; } = "";

        public long Seq { get; init; }

        public long LeaseEpoch { get; init; }

        public long LeaseExpires { get; init; }

        public int Claims { get; init; }
    }
}
