using System.Collections.Immutable;

using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// All writes of one lease, one at a time: the turns of its run, and between them what its stages record while they run. Safe for
/// concurrent use.
/// </summary>
internal sealed class RunJournal(ClaimedExecution claimed, LeasedStore store, ExecutionSignals signals, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly AttemptCounts _attempts = new(claimed.Attempts, claimed.Lease.Epoch);
    private readonly BudgetLedger _budget = new(claimed.Execution);
    private long _seq = claimed.Execution.Seq;
    private volatile bool _isBehind;

    public ExecutionRecord Execution => claimed.Execution;

    public long Epoch => claimed.Lease.Epoch;

    public bool HasBudget => claimed.Execution.Budget is not null;

    /// <summary>Another wrote to the execution since the run last read it.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Set when more was used than allowed.</summary>
    public ExecutionError? Overspent => _budget.Error;

    /// <summary>What the commit of the execution's end has leased in its place.</summary>
    public ClaimedExecution? Next { get; private set; }

    /// <summary>The seq that the next delta is planned with.</summary>
    public long Seq => Volatile.Read(ref _seq);

    /// <summary>False when this seq is known already.</summary>
    public bool SeenSeq(long seq)
    {
        if (seq <= Seq)
        {
            return false;
        }

        return _isBehind = true;
    }

    /// <summary>Until no stage writes; nobody else does before <see cref="EndTurn"/>.</summary>
    public Task TakeTurnAsync() => _turn.WaitAsync(CancellationToken.None);

    public void EndTurn() => _turn.Release();

    /// <summary>What is committed now, with what others wrote.</summary>
    /// <exception cref="LeaseLostException">The execution is gone, or the lease was lost while the store was away.</exception>
    public async Task<ImmutableArray<StageResult>> CatchUp_NeedsTurn()
    {
        _isBehind = false;
        (ExecutionRecord current, ImmutableArray<StageResult> results) = await store.ReadAsync();
        Volatile.Write(ref _seq, current.Seq);
        return results;
    }

    /// <summary>
    /// True when the delta was carried out as planned; false when another wrote in between and the transition was left out.
    /// </summary>
    /// <exception cref="LeaseLostException">Nothing was written, and nothing may be.</exception>
    public async Task<bool> Commit_NeedsTurn(ExecutionDelta delta)
    {
        if (TurnDraft.IsEmpty(delta))
        {
            return true;
        }

        if (await store.CommitAsync(delta) is not CommitResult.Committed committed)
        {
            throw new LeaseLostException();
        }

        Volatile.Write(ref _seq, committed.Seq);
        _isBehind |= committed.IsBehind;
        Next = committed.Next;
        Announce(delta.Transition, committed);
        return !committed.IsBehind;
    }

    /// <summary>The number of the attempt of a stage that begins now, and its record unless it is there already.</summary>
    public int BeginStage(string path, string itemKey, out StageAttempt? unrecorded)
    {
        unrecorded = _attempts.IsBegun(path, itemKey, out int attempt) ? null : NewAttempt(path, itemKey);
        return unrecorded?.Attempt ?? attempt;
    }

    /// <summary>The calls of an attempt that ended, settled with the budget.</summary>
    public (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, Reservation Reserved) Settle(StageJournal stage, string? errorCode)
    {
        (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, Reservation Reserved) calls = stage.TakeEnded(errorCode);
        _budget.Settle(calls.Usage, calls.Reserved);
        return calls;
    }

    /// <summary>False when the budget leaves no room for the call.</summary>
    public async ValueTask<bool> BeginCallAsync(StageAttempt call, Reservation estimate)
    {
        store.Guard.Check();
        // As the attempt itself, when that began.
        bool isRecorded = call.Call == 1;

        if (!HasBudget && isRecorded)
        {
            return true;
        }

        if (!_budget.TryReserve(estimate))
        {
            return false;
        }

        await WriteAsync(new ExecutionDelta
        {
            Execution = Execution,
            ExpectedSeq = Seq,
            Started = isRecorded ? [] : [call],
            Reserved = HasBudget ? estimate : Reservation.None,
        });
        return true;
    }

    /// <summary>Records that a stage's operation is about to be called again; the number of that attempt.</summary>
    public async Task<int> RecordRetryAsync(StageJournal stage, OperationOutcome.Failed failure, TimeSpan delay)
    {
        store.Guard.Check();
        StageAttempt next = NewAttempt(stage.Context.Path, stage.Context.ItemKey);
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, Reservation reserved) = Settle(stage, failure.Code);
        await WriteAsync(new ExecutionDelta
        {
            Execution = Execution,
            ExpectedSeq = Seq,
            Started = [next],
            Ended = ended,
            Usage = usage,
            Reserved = HasBudget ? -reserved : Reservation.None,
            Events = [StageEvents.Retrying(next, failure, delay)],
        });
        return next.Attempt;
    }

    /// <inheritdoc cref="LeasedStore.ReadTurnsAsync"/>
    public Task<ImmutableArray<StageTurn>> ReadTurnsAsync(string path, string itemKey) => store.ReadTurnsAsync(path, itemKey);

    /// <summary>Records that tools are about to be called, with the turn that called them unless it is there already.</summary>
    /// <returns>False when the budget is spent: the turn and what it used are kept, and nothing is to be called.</returns>
    public async Task<bool> BeginToolsAsync(StageJournal stage, ImmutableArray<StageAttempt> calls, StageTurn? turn)
    {
        store.Guard.Check();
        ExecutionDelta delta = Settled(stage);
        bool hasRoom = Overspent is null;
        await WriteAsync(delta with
        {
            // The first call of an attempt is recorded as the attempt itself, when that began.
            Started = hasRoom ? [.. calls.Where(call => call.Call > 1)] : [],
            Turns = turn is null ? [] : [turn],
        });
        return hasRoom;
    }

    /// <summary>Commits what a tool gave, with all that it leaves behind.</summary>
    public Task EndToolAsync(StageJournal stage, StageTurn turn, OperationOutcome.Completed? given) => WriteAsync(Settled(stage) with
    {
        Turns = [turn],
        Artifacts = [.. (given?.Artifacts ?? []).Select(artifact => new StageArtifact(turn.Path, turn.ItemKey, artifact))],
        Writes = given?.Writes ?? [],
    });

    public void Dispose() => _turn.Dispose();

    /// <summary>The calls of a stage that ended and are not committed yet, settled with the budget.</summary>
    private ExecutionDelta Settled(StageJournal stage)
    {
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, Reservation reserved) = stage.TakeCalls();
        _budget.Settle(usage, reserved);
        return new()
        {
            Execution = Execution,
            ExpectedSeq = Seq,
            Ended = ended,
            Usage = usage,
            Reserved = HasBudget ? -reserved : Reservation.None,
        };
    }

    private StageAttempt NewAttempt(string path, string itemKey) =>
        new(path, itemKey, _attempts.Next(path, itemKey), 1) { LeaseEpoch = Epoch, StartedAt = time.GetUtcNow() };

    private async Task WriteAsync(ExecutionDelta delta)
    {
        await TakeTurnAsync();

        try
        {
            await Commit_NeedsTurn(delta with { ExpectedSeq = Seq });
        }
        finally
        {
            EndTurn();
        }
    }

    private void Announce(ExecutionTransition? transition, CommitResult.Committed committed)
    {
        if (transition is null)
        {
            signals.PublishStep(Execution.Id);
            return;
        }

        signals.Publish(Execution.Id, committed.Ended);

        if (Execution.BatchId is { } batch)
        {
            if (committed.Next?.Execution.BatchId == batch)
            {
                // Another of its items has begun: who waits for the batch's end has nothing to read.
                signals.PublishStep(batch);
            }
            else
            {
                signals.Publish(batch);
            }
        }
    }
}
