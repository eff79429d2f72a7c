using System.Collections.Immutable;
using System.Data.Common;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Executions in tables. Every method is one transaction; what happens inside is in the classes beside this one.</summary>
internal sealed partial class RelationalExecutionStore(RelationalDatabase database, IExecutionEffects effects)
    : IExecutionStore, IExecutionReader
{
    private readonly ExecutionClaims _claims = new(database.Dialect, effects);
    private readonly ExecutionCommits _commits = new(database.Dialect, effects, new ExecutionClaims(database.Dialect, effects));
    private readonly ExecutionChanges _changes = new(database.Dialect, effects);

    public Task<CreateResult> CreateAsync(NewExecution execution, CancellationToken cancellationToken) =>
        InsertAsync(
            execution.IdempotencyKey,
            (session, token) => ExecutionInserts.InsertAsync(session, database.Dialect, execution, token),
            execution.Id,
            cancellationToken);

    public Task<CreateResult> CreateBatchAsync(NewBatch batch, CancellationToken cancellationToken) =>
        InsertAsync(
            batch.IdempotencyKey,
            (session, token) => ExecutionInserts.InsertBatchAsync(session, database.Dialect, batch, token),
            batch.Id,
            cancellationToken);

    public Task StageItemsAsync(Guid batchId, int first, ImmutableArray<NewBatchItem> items, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                await StagedItems.StageAsync(session, Stored.Id(batchId), first, items, token);
                return items.Length;
            },
            cancellationToken);

    public Task DiscardItemsAsync(Guid batchId, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => StagedItems.DiscardAsync(session, Stored.Id(batchId), token), cancellationToken);

    public Task<int> PruneStagedItemsAsync(DateTimeOffset stagedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (session, token) => StagedItems.PruneAsync(session, Stored.Instant(stagedBefore), limit, token), cancellationToken);

    public async Task<IReadOnlyList<ClaimedExecution>> ClaimAsync(LeaseRequest request, int limit, CancellationToken cancellationToken)
    {
        // An idle poll must not wait for the writer, nor keep it from others.
        if (database.Dialect.HasOneWriter && !await database.ReadAsync(_claims.IsAnythingReadyAsync, cancellationToken))
        {
            return [];
        }

        string? waitFor = null;

        while (true)
        {
            ClaimRound round = await database.WriteAsync(
                (session, token) => _claims.ClaimAsync(session, request, limit, waitFor, token), cancellationToken);

            if (round.Claimed.Count > 0 || round.Busy.Count == 0)
            {
                return round.Claimed;
            }

            // What was passed over may be all there is to do, and nobody rings a second time for it.
            waitFor = round.Busy.First();
        }
    }

    public async Task<long?> RenewAsync(Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        LaterRows<long> seq = await database.WriteAsync(
            (session, token) => _claims.RenewAsync(session, lease, duration, token), cancellationToken);
        return seq.Rows is [long current] ? current : null;
    }

    public async Task<CommitResult> CommitAsync(Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken)
    {
        try
        {
            WrittenDelta written = await WriteAsync(
                delta, (session, token) => _commits.CommitExpectedAsync(session, lease, delta, token), cancellationToken);
            return written.ToResult();
        }
        catch (NoRowChangedException)
        {
            // The lease is lost, somebody else wrote, or a failure stops the batch: which of them takes answers of its own.
            WrittenDelta written = await WriteAsync(
                delta, (session, token) => _commits.CommitAsync(session, lease, delta, token), cancellationToken);
            return written.ToResult();
        }
    }

    /// <summary>An end locks the batch's row; items of one batch end in crowds.</summary>
    private Task<WrittenDelta> WriteAsync(
        ExecutionDelta delta, Func<SqlSession, CancellationToken, Task<WrittenDelta>> work, CancellationToken cancellationToken) =>
        delta is { Transition: not null, Execution.BatchId: { } batch }
            ? database.WriteTogetherAsync(Stored.Id(batch), work, cancellationToken)
            : database.WriteAsync(work, cancellationToken);

    public Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => _changes.ChangeAsync(session, id, change, token), cancellationToken);

    public Task<IReadOnlyList<Guid>?> CancelBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => _changes.CancelBatchAsync(session, id, actor, token), cancellationToken);

    public Task<IReadOnlyList<Guid>?> ResumeBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => _changes.ResumeBatchAsync(session, id, actor, token), cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (session, token) => ExecutionPruning.PruneAsync(session, database.Dialect, Stored.Instant(endedBefore), limit, token),
            cancellationToken);

    private async Task<CreateResult> InsertAsync(
        IdempotencyKey? key, Func<SqlSession, CancellationToken, Task<CreateResult>> insert, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                async (session, token) =>
                {
                    if (key is not null)
                    {
                        await session.SendAsync(
                            "INSERT INTO idempotency_keys (scope, key, body_hash, target_id) VALUES (@Scope, @Key, @BodyHash, @id)",
                            [("@Scope", key.Scope), ("@Key", key.Key), ("@BodyHash", key.BodyHash), ("@id", Stored.Id(id))],
                            token);
                    }

                    return await insert(session, token);
                },
                cancellationToken);
        }
        catch (DbException exception) when (key is not null && database.Dialect.IsUniqueViolation(exception))
        {
            // The index has decided: another request with this key was first.
            return await FindFirstAsync(key, cancellationToken);
        }
    }

    private Task<CreateResult> FindFirstAsync(IdempotencyKey key, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            KeyRow first = await session.QuerySingleAsync<KeyRow>(
                "SELECT body_hash, target_id FROM idempotency_keys WHERE scope = @Scope AND key = @Key",
                [("@Scope", key.Scope), ("@Key", key.Key)], token);
            return first.BodyHash == key.BodyHash
                ? new CreateResult.Existing(Stored.Id(first.TargetId))
                : (CreateResult)new CreateResult.KeyReused();
        },
        cancellationToken);

    private sealed class KeyRow
    {
        public string BodyHash { get; init; } = "";

        public string TargetId { get; init; } = "";
    }
}
