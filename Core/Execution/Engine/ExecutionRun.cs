using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;

using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// One leased execution in this process: plan, start what is ready, commit what ended, plan again. All writes of the lease go
/// through here, one at a time.
/// </summary>
internal sealed class ExecutionRun : IDisposable
{
    private readonly Manifest _manifest;
    private readonly LeaseGuard _guard;
    private readonly LeasedStore _store;
    private readonly CancellationTokenSource _stages = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Channel<StageEnd?> _ended = Channel.CreateUnbounded<StageEnd?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<(string Path, string ItemKey)> _running = [];
    private readonly AttemptCounts _attempts;
    private readonly BudgetLedger _budget;
    private readonly RunSizes _sizes;
    private RunTrace? _trace;
    private List<StageResult> _results;
    private long _seq;
    private volatile bool _isBehind;

    public ExecutionRun(EngineParts parts, ClaimedExecution claimed, Manifest manifest, LeaseGuard guard, ExecutionOptions options)
    {
        (Parts, Execution, _manifest, _guard) = (parts, claimed.Execution, manifest, guard);
        _store = new LeasedStore(parts, guard);
        Pinned = PinnedEntries.Of(manifest);
        _attempts = new AttemptCounts(claimed.Attempts, claimed.Lease.Epoch);
        _budget = new BudgetLedger(claimed.Execution);
        _sizes = new RunSizes(options);
        _results = [.. claimed.Results];
        _sizes.Recount(_results);
        _seq = claimed.Execution.Seq;
    }

    public EngineParts Parts { get; }

    public ExecutionRecord Execution { get; }

    public PinnedEntries Pinned { get; }

    public Manifest Manifest => _manifest;

    public LeaseGuard Guard => _guard;

    /// <summary>Runs until the execution has ended, waits, was given back or lost. Once <paramref name="draining"/> no further stage begins.</summary>
    public async Task RunAsync(CancellationToken draining)
    {
        using RunTrace? trace = _trace = RunTrace.Start(Execution, _manifest, _guard.Lease);
        using CancellationTokenRegistration onDrain = draining.Register(Wake);
        using CancellationTokenRegistration onLoss = _guard.Lost.Register(Wake);
        var ended = new List<StageEnd>();
        Parts.Log.Begins(_manifest.Workflow.Key, _manifest.Workflow.Version, Execution.Id);

        try
        {
            while (!await AdvanceAsync(ended, draining.IsCancellationRequested))
            {
                ended.Clear();

                if (!_isBehind)
                {
                    await _ended.Reader.WaitToReadAsync(CancellationToken.None);
                }

                while (_ended.Reader.TryRead(out StageEnd? end))
                {
                    end?.Rethrow();

                    if (end is not null)
                    {
                        ended.Add(end);
                    }
                }

                if (_guard.Lost.IsCancellationRequested)
                {
                    throw new LeaseLostException();
                }
            }
        }
        catch (LeaseLostException)
        {
            ExecutionTelemetry.LostLeases.Add(1);
            Parts.Log.LeaseLost(Execution.Id, _guard.Lease.Epoch);
            _trace?.Fail("lease_lost");
        }
        catch (Exception exception)
        {
            // The host of this task is the engine: nothing above could do more than say so. The lease expires and it is claimed again.
            Parts.Log.RunBroke(exception, Execution.Id);
            _trace?.Fail(exception.GetType().FullName!);
        }
        finally
        {
            // An operation that was left behind must not ask a model any more.
            _guard.Lose();
            await _stages.CancelAsync();
            Parts.Signals.PublishHere(Execution.Id);
        }
    }

    /// <summary>Another wrote to the execution: plan with what it wrote.</summary>
    public void SeenSeq(long seq)
    {
        if (seq > Volatile.Read(ref _seq))
        {
            _isBehind = true;
            Wake();
        }
    }

    /// <summary>Before a model is called: the lease must hold and the budget must have room. Null when the call may be made.</summary>
    public async ValueTask<string?> BeginCallAsync(StageAttempt attempt, long tokens, decimal? cost)
    {
        _guard.Check();
        bool isRecorded = attempt.Call == 1;

        if (Execution.Budget is null && isRecorded)
        {
            return null;
        }

        if (!_budget.TryReserve(tokens, cost))
        {
            return $"The call needs about {tokens} tokens, more than the budget of the execution leaves.";
        }

        await WriteAsync(new ExecutionDelta { ExpectedSeq = _seq, Started = isRecorded ? [] : [attempt], ReservedTokens = Execution.Budget is null ? 0 : tokens });
        return null;
    }

    /// <summary>Records that a stage's operation is about to be called again.</summary>
    public async Task<int> BeginRetryAsync(StageCall call, OperationOutcome.Failed failure, TimeSpan delay)
    {
        _guard.Check();
        StageAttempt next = NewAttempt(call.StagePath, call.ItemKey);
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, long reserved) = EndedCalls(call, failure.Code);
        _budget.Settle(usage, reserved);
        await WriteAsync(new ExecutionDelta
        {
            ExpectedSeq = _seq,
            Started = [next],
            Ended = ended,
            Usage = usage,
            ReservedTokens = Execution.Budget is null ? 0 : -reserved,
            Events = [StageEvents.Retrying(next, failure, delay)],
        });
        return next.Attempt;
    }

    public void Dispose()
    {
        _stages.Dispose();
        _writing.Dispose();
        _guard.Dispose();
    }

    private void Wake() => _ended.Writer.TryWrite(null);

    /// <summary>One turn: commit what ended, begin what became ready. True when the lease has been given back.</summary>
    private async Task<bool> AdvanceAsync(List<StageEnd> ended, bool isDraining)
    {
        ImmutableArray<StageInvocation> ready;
        List<StageCall> calls;
        bool isDone;
        await _writing.WaitAsync(CancellationToken.None);

        try
        {
            await CatchUpAsync();
            var turn = new TurnDraft(this, _seq);
            ended.ForEach(end => End(turn, end));
            PlannerDecision decision = Planner.Next(_manifest, Execution.Input, _results, _running, _sizes.Limits);

            foreach (StageResult result in decision.Ended)
            {
                Add(turn, result with { CompletedAt = Parts.Time.GetUtcNow() });
            }

            ExecutionError? overspent = _budget.Error ?? _sizes.Error;
            ready = isDraining || overspent is not null ? [] : decision.Ready;
            calls = Begin(turn, ready);
            ExecutionTransition? transition = _running.Count == 0 ? TransitionFor(decision.State, overspent) : null;
            isDone = await CommitAsync(turn.ToDelta(transition), ended, calls) && transition is not null;

            if (isDone)
            {
                Ended(TransitionPlan.For(transition!));
            }
        }
        finally
        {
            _writing.Release();
        }

        if (calls is [{ } only] && _running.Count == 1)
        {
            // Until it ends there is nothing else to do here, so it needs no thread of its own.
            _ = RunStageAsync(only);
        }
        else
        {
            calls.ForEach(call => _ = Task.Run(() => RunStageAsync(call), CancellationToken.None));
        }

        return isDone;
    }

    private static ExecutionTransition TransitionFor(PlannerState state, ExecutionError? overspent) => state switch
    {
        // What was paid for has been kept; the execution fails all the same.
        not PlannerState.Failed when overspent is not null => new ExecutionTransition.Fail(overspent),
        PlannerState.Succeeded succeeded => new ExecutionTransition.Succeed(succeeded.Output),
        PlannerState.Failed failed => new ExecutionTransition.Fail(failed.Error),
        PlannerState.Waiting => new ExecutionTransition.Wait(),
        _ => new ExecutionTransition.Release(),
    };

    private List<StageCall> Begin(TurnDraft turn, ImmutableArray<StageInvocation> ready)
    {
        var calls = new List<StageCall>(ready.Length);

        foreach (StageInvocation invocation in ready)
        {
            string path = invocation.Stage.Path;
            _running.Add((path, invocation.ItemKey));
            _sizes.Begin(invocation.Input);

            if (!_attempts.IsBegun(path, invocation.ItemKey, out int attempt))
            {
                StageAttempt begun = NewAttempt(path, invocation.ItemKey);
                turn.Begin(begun);
                attempt = begun.Attempt;
            }

            var call = new StageCall(this, invocation, attempt);
            call.Span = _trace?.BeginStage(call);
            calls.Add(call);
        }

        return calls;
    }

    private async Task RunStageAsync(StageCall call)
    {
        if (call.Span is { } span)
        {
            Activity.Current = span;
        }

        try
        {
            OperationOutcome outcome = await Parts.Pipeline.RunAsync(call, _stages.Token);
            ExecutionTelemetry.StageEnded(call, outcome);
            Parts.Log.StageEnded(call, outcome);
            _ended.Writer.TryWrite(new StageEnd(call, outcome, null));
        }
        catch (Exception exception)
        {
            // Whatever it was belongs to the loop, which ends the run with it: nobody else observes this task.
            _ended.Writer.TryWrite(new StageEnd(call, null, exception));
        }
    }

    private void End(TurnDraft turn, StageEnd end)
    {
        StageCall call = end.Call;
        _running.Remove((call.StagePath, call.ItemKey));
        _sizes.End(call.Input);
        StageResult result = StageEvents.ToResult(call, end.Outcome!, Parts.Time.GetUtcNow());
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, long reserved) = EndedCalls(call, result.Error?.Code);
        _budget.Settle(usage, reserved);
        turn.End(call, end.Outcome!, ended, usage, reserved);
        Add(turn, result, (end.Outcome as OperationOutcome.Waiting)?.Reason);
    }

    private void Add(TurnDraft turn, StageResult result, string? reason = null)
    {
        _results.Add(result);
        _sizes.Add(result);
        turn.Add(result, reason);
    }

    /// <summary>The model calls of the attempt that ended now, or the attempt itself when no model was asked.</summary>
    private (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, long Reserved) EndedCalls(StageCall call, string? errorCode)
    {
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, long reserved) = call.Ledger.Take();

        if (ended.IsEmpty)
        {
            var whole = new StageAttempt(call.StagePath, call.ItemKey, call.Attempt, 1)
            {
                LeaseEpoch = _guard.Lease.Epoch,
                StartedAt = call.AttemptStartedAt,
                CompletedAt = Parts.Time.GetUtcNow(),
                ErrorCode = errorCode,
            };
            return ([whole], usage, reserved);
        }

        return (ended, usage, reserved);
    }

    private StageAttempt NewAttempt(string path, string itemKey) =>
        new(path, itemKey, _attempts.Next(path, itemKey), 1) { LeaseEpoch = _guard.Lease.Epoch, StartedAt = Parts.Time.GetUtcNow() };

    private async Task WriteAsync(ExecutionDelta delta)
    {
        await _writing.WaitAsync(CancellationToken.None);

        try
        {
            await CommitAsync(delta with { ExpectedSeq = _seq });
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>True when the delta was carried out as planned; false when another wrote in between and the transition was left out.</summary>
    private async Task<bool> CommitAsync(ExecutionDelta delta)
    {
        if (TurnDraft.IsEmpty(delta))
        {
            return true;
        }

        if (await _store.CommitAsync(delta) is not CommitResult.Committed committed)
        {
            throw new LeaseLostException();
        }

        Volatile.Write(ref _seq, committed.Seq);
        _isBehind |= committed.IsBehind;
        Announce(delta.Transition);
        return !committed.IsBehind;
    }

    /// <summary>As <see cref="CommitAsync(ExecutionDelta)"/>, of a turn: its stages are traced until then.</summary>
    private async Task<bool> CommitAsync(ExecutionDelta delta, List<StageEnd> ended, List<StageCall> begun)
    {
        bool isAsPlanned;

        using (TurnDraft.IsEmpty(delta) ? null : _trace?.StartCommit(ended, begun))
        {
            isAsPlanned = await CommitAsync(delta);
        }

        _trace?.EndStages(ended);
        return isAsPlanned;
    }

    private void Ended(TransitionPlan plan)
    {
        DateTimeOffset now = Parts.Time.GetUtcNow();
        ExecutionTelemetry.Ended(Execution, plan, now);
        Parts.Log.Ended(Execution.Workflow, plan, now - Execution.CreatedAt, Execution.Id);
        _trace?.End(plan);
    }

    private void Announce(ExecutionTransition? transition)
    {
        if (transition is null)
        {
            Parts.Signals.PublishStep(Execution.Id);
            return;
        }

        Parts.Signals.Publish(Execution.Id);

        if (Execution.BatchId is { } batch)
        {
            Parts.Signals.Publish(batch);
        }
    }

    private async ValueTask CatchUpAsync()
    {
        if (_isBehind)
        {
            _isBehind = false;
            using Activity? reading = _trace?.StartCatchUp();
            (ExecutionRecord current, ImmutableArray<StageResult> results) = await _store.ReadAsync();
            _results = [.. results];
            _sizes.Recount(_results);
            Volatile.Write(ref _seq, current.Seq);
        }
    }
}
