using System.Collections.Immutable;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// The store as the owner of a lease uses it. An outage is waited out: what was paid for is kept, and nobody else can have written as
/// long as the epoch is the owner's. A commit whose answer was lost is looked up before it is tried again.
/// </summary>
internal sealed class LeasedStore(
    IExecutionStore store, IExecutionReader reader, LeaseGuard<Guid> guard, TimeProvider time, ExecutionLog log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public LeaseGuard<Guid> Guard => guard;

    private Guid Id => guard.Lease.Key;

    /// <summary>One write at a time, as everything of a lease.</summary>
    /// <exception cref="LeaseLostException">The lease was lost while the store was away.</exception>
    public async Task<CommitResult> CommitAsync(ExecutionDelta delta)
    {
        bool isUncertain = false;
        return await WaitOutAsync(async () =>
        {
            if (isUncertain && await FindOutcomeAsync(delta) is { } outcome)
            {
                return outcome;
            }

            isUncertain = true;
            return await store.CommitAsync(guard.Lease, delta, CancellationToken.None);
        });
    }

    /// <summary>The execution as it stands and its results.</summary>
    /// <exception cref="LeaseLostException">The execution is gone, or the lease was lost while the store was away.</exception>
    public Task<(ExecutionRecord Execution, ImmutableArray<StageResult> Results)> ReadAsync() => WaitOutAsync(async () =>
    {
        ExecutionRecord? current = await reader.FindAsync(Id, CancellationToken.None);
        ImmutableArray<StageResult> results = await reader.GetResultsAsync(Id, CancellationToken.None);
        return (current ?? throw new LeaseLostException(), results);
    });

    /// <summary>The committed turns of a stage by conversation, each in order.</summary>
    /// <exception cref="LeaseLostException">The lease was lost while the store was away.</exception>
    public Task<ImmutableArray<StageTurn>> ReadTurnsAsync(string path, string itemKey) =>
        WaitOutAsync(() => reader.GetTurnsAsync(Id, path, itemKey, CancellationToken.None));

    /// <summary>What became of a commit that was not answered; null when it was not carried out and may be tried again.</summary>
    private async Task<CommitResult?> FindOutcomeAsync(ExecutionDelta delta)
    {
        long askedAt = time.GetTimestamp();

        if (await store.RenewAsync(guard.Lease, guard.Duration, CancellationToken.None) is { } seq)
        {
            guard.Renewed(askedAt);
            // Behind: whoever planned with an older seq reads again and plans anew, which costs little and is always right.
            return await HasCommittedAsync(delta) ? new CommitResult.Committed(seq, IsBehind: true) : null;
        }

        // No longer running under this epoch: either this commit gave the lease back, or it was taken away.
        return delta.Transition is not null
            && await reader.FindAsync(Id, CancellationToken.None) is { } ended
            && ended.LeaseEpoch == guard.Lease.Epoch
            ? new CommitResult.Committed(ended.Seq, IsBehind: false)
            : new CommitResult.LeaseLost();
    }

    /// <summary>Whether rows that only this delta writes are there; a commit is all of it or nothing.</summary>
    private async Task<bool> HasCommittedAsync(ExecutionDelta delta)
    {
        if (delta.Results is [{ } result, ..])
        {
            return (await reader.GetResultsAsync(Id, CancellationToken.None)).Any(
                kept => (kept.Path, kept.ItemKey) == (result.Path, result.ItemKey));
        }

        if (delta.Turns is [{ } turn, ..])
        {
            return (await reader.GetTurnsAsync(Id, turn.Path, turn.ItemKey, CancellationToken.None))
                .Any(kept => (kept.Conversation, kept.Number) == (turn.Conversation, turn.Number));
        }

        // What holds none of these only reserves tokens; to reserve them twice errs on the careful side.
        return delta.Started is [{ } begun, ..]
            && (await reader.GetAttemptsAsync(Id, CancellationToken.None)).Any(kept =>
                (kept.Path, kept.ItemKey, kept.Attempt, kept.Call, kept.LeaseEpoch) == (
                    begun.Path, begun.ItemKey, begun.Attempt, begun.Call, begun.LeaseEpoch));
    }

    private async Task<T> WaitOutAsync<T>(Func<Task<T>> work)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await work();
            }
            catch (IOException outage)
            {
                if (pause == FirstPause)
                {
                    log.StoreAway(outage, Id);
                }
            }

            try
            {
                await Task.Delay(pause, time, guard.Lost);
            }
            catch (OperationCanceledException)
            {
                throw new LeaseLostException();
            }
        }
    }
}
