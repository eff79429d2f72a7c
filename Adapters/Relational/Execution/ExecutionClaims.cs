using System.Data.Common;

using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Takes and extends leases, by the database's clock.</summary>
internal sealed class ExecutionClaims(SqlDialect dialect, UserHistoryRows history)
{
    private readonly string _isReady = $"(status = 'queued' OR (status = 'running' AND lease_expires < {dialect.NowMilliseconds}))";
    private readonly BatchRows _batches = new(dialect, history);

    public async Task<bool> IsAnythingReadyAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.ScalarAsync($"SELECT 1 FROM executions WHERE {_isReady} LIMIT 1", [], cancellationToken) is not null;

    /// <param name="waitFor">A batch that was locked by somebody else before: its lock is waited for, while nothing else is held.</param>
    public async Task<ClaimRound> ClaimAsync(DbTransaction transaction, LeaseRequest request, int limit, string? waitFor, CancellationToken cancellationToken)
    {
        var round = new ClaimRound();

        if (waitFor is not null)
        {
            await _batches.LockAsync(transaction, waitFor, cancellationToken);
        }

        while (round.Claimed.Count < limit && await NextAsync(transaction, round, cancellationToken) is { } next)
        {
            if (await HasRoomAsync(transaction, next, round, cancellationToken) && await LeaseAsync(transaction, next, request, cancellationToken) is { } lease)
            {
                round.Claimed.Add(await ExecutionReads.ClaimedAsync(transaction, lease, cancellationToken));
            }
        }

        return round;
    }

    public async Task<long?> RenewAsync(DbTransaction transaction, Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        await transaction.ScalarAsync(
            $"UPDATE executions SET lease_expires = {dialect.NowMilliseconds} + @duration WHERE id = @id AND lease_epoch = @epoch AND status = 'running' RETURNING seq",
            [("@duration", (long)duration.TotalMilliseconds), ("@id", Stored.Id(lease.ExecutionId)), ("@epoch", lease.Epoch)],
            cancellationToken) as long?;

    /// <summary>The oldest that is ready and not of a batch that was passed over.</summary>
    private Task<CandidateRow?> NextAsync(DbTransaction transaction, ClaimRound round, CancellationToken cancellationToken)
    {
        // A batch without room has none for what is queued; what runs in it without an owner goes on.
        string full = round.Full.Count == 0 ? "" : " AND (batch_id IS NULL OR status = 'running' OR batch_id NOT IN @full)";
        string busy = round.Busy.Count == 0 ? "" : " AND (batch_id IS NULL OR batch_id NOT IN @busy)";
        return transaction.QuerySingleOrDefaultAsync<CandidateRow>(
            $"SELECT id, status, batch_id, batch_index FROM executions WHERE {_isReady}{full}{busy} ORDER BY id LIMIT 1 {dialect.RowLockSkippingLocked}",
            new { full = round.Full.ToArray(), busy = round.Busy.ToArray() },
            cancellationToken);
    }

    /// <summary>Whether it may run now. Its own row is locked, so the batch's, which comes first, is not waited for.</summary>
    private async Task<bool> HasRoomAsync(DbTransaction transaction, CandidateRow next, ClaimRound round, CancellationToken cancellationToken)
    {
        if (next.BatchId is not { } batch)
        {
            return true;
        }

        if (await _batches.TryLockAsync(transaction, batch, cancellationToken) is not { } most)
        {
            round.Busy.Add(batch);
            return false;
        }

        if (next.Status == "queued" && await BatchRows.CountRunningAsync(transaction, batch, cancellationToken) >= most)
        {
            round.Full.Add(batch);
            return false;
        }

        return true;
    }

    /// <summary>Leases, or parks what was claimed too often, in one statement. Null when it was parked.</summary>
    private async Task<Lease?> LeaseAsync(DbTransaction transaction, CandidateRow next, LeaseRequest request, CancellationToken cancellationToken)
    {
        LeaseRow row = await transaction.QuerySingleAsync<LeaseRow>(
            $"""
            UPDATE executions SET
                status = CASE WHEN claims >= @most THEN 'parked' ELSE 'running' END,
                completed_at = CASE WHEN claims >= @most THEN {dialect.NowMilliseconds} END,
                claims = CASE WHEN claims >= @most THEN claims ELSE claims + 1 END,
                started_at = COALESCE(started_at, {dialect.NowMilliseconds}),
                lease_epoch = lease_epoch + 1, lease_owner = @owner, lease_expires = {dialect.NowMilliseconds} + @duration, seq = seq + 1
            WHERE id = @id
            RETURNING status, seq, lease_epoch, lease_expires, claims
            """,
            new { most = request.MaxClaims, owner = request.Owner, duration = (long)request.Duration.TotalMilliseconds, id = next.Id },
            cancellationToken);

        if (row.Status == "running")
        {
            await EventRows.AppendAsync(transaction, next.Id, row.Seq, [EventJson.Plain(ExecutionEvents.Started)], cancellationToken);
            return new Lease(Stored.Id(next.Id), row.LeaseEpoch, request.Owner, Stored.Instant(row.LeaseExpires));
        }

        ExecutionError error = TransitionPlan.TooManyClaims(row.Claims);
        await transaction.ExecuteAsync("UPDATE executions SET error = @error WHERE id = @id", new { error = Stored.Error(error), id = next.Id }, cancellationToken);
        await EventRows.AppendAsync(transaction, next.Id, row.Seq, [EventJson.Failure(ExecutionEvents.Parked, null, error)], cancellationToken);

        await history.RecordAsync(transaction, [next.Id], cancellationToken);

        if (next.BatchId is { } batch)
        {
            await _batches.EndItemAsync(transaction, batch, next.BatchIndex!.Value, Stored.Id(next.Id), ExecutionStatus.Parked, cancellationToken);
        }

        return null;
    }

    /// <summary>What one transaction came to.</summary>
    internal sealed class ClaimRound
    {
        public List<ClaimedExecution> Claimed { get; } = [];

        /// <summary>Batches with as many running as they may have.</summary>
        public HashSet<string> Full { get; } = new(StringComparer.Ordinal);

        /// <summary>Batches that somebody else had locked.</summary>
        public HashSet<string> Busy { get; } = new(StringComparer.Ordinal);
    }

    private sealed class CandidateRow
    {
        public string Id { get; init; } = "";

        public string Status { get; init; } = "";

        public string? BatchId { get; init; }

        public int? BatchIndex { get; init; }
    }

    private sealed class LeaseRow
    {
        public string Status { get; init; } = "";

        public long Seq { get; init; }

        public long LeaseEpoch { get; init; }

        public long LeaseExpires { get; init; }

        public int Claims { get; init; }
    }
}
