using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>One leased execution in this process: plan, start what is ready, commit what ended, plan again.</summary>
internal sealed class ExecutionRun : IDisposable
{
    private readonly Manifest _manifest;
    private readonly PinnedEntries _pinned;
    private readonly RunJournal _journal;
    private readonly StagePipeline _pipeline;
    private readonly ExecutionSignals _signals;
    private readonly TimeProvider _time;
    private readonly ExecutionLog _log;
    private readonly CancellationTokenSource _stages = new();
    private readonly Channel<StageEnd?> _ended = Channel.CreateUnbounded<StageEnd?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<(string Path, string ItemKey)> _running = [];
    private readonly RunSizes _sizes;
    private RunTrace? _trace;
    private List<StageResult> _results;
    private volatile bool _isOver;

    public ExecutionRun(
        ClaimedExecution claimed,
        Manifest manifest,
        LeasedStore store,
        StagePipeline pipeline,
        ExecutionSignals signals,
        RunSizes sizes,
        TimeProvider time,
        ExecutionLog log)
    {
        (Execution, Guard) = (claimed.Execution, store.Guard);
        (_manifest, _pipeline, _signals, _sizes, _time, _log) = (manifest, pipeline, signals, sizes, time, log);
        _pinned = PinnedEntries.Of(manifest);
        _journal = new RunJournal(claimed, store, signals, time);
        _results = [.. claimed.Results];
        _sizes.Recount(_results);
    }

    public ExecutionRecord Execution { get; }

    public LeaseGuard<Guid> Guard { get; }

    /// <summary>What was leased in its place when it ended; null where that is free.</summary>
    public ClaimedExecution? Next => _journal.Next;

    /// <summary>Timestamp from before the store was asked for <see cref="Next"/>.</summary>
    public long NextAskedAt { get; private set; }

    /// <summary>While false, everybody who listens to the execution is still to hear of its end.</summary>
    public bool IsOver => _isOver;

    /// <summary>
    /// Runs until the execution has ended, waits, was given back or lost. Once <paramref name="draining"/> no further stage begins.
    /// </summary>
    /// <param name="nextClaim">How to lease what comes in its place.</param>
    public async Task RunAsync(LeaseRequest nextClaim, CancellationToken draining)
    {
        using RunTrace? trace = _trace = RunTrace.Start(Execution, _manifest, Guard.Lease);
        using CancellationTokenRegistration onDrain = draining.Register(Wake);
        using CancellationTokenRegistration onLoss = Guard.Lost.Register(Wake);
        var ended = new List<StageEnd>();
        _log.Begins(_manifest.Workflow.Key, _manifest.Workflow.Version, Execution.Id);

        try
        {
            while (!await AdvanceAsync(ended, draining.IsCancellationRequested ? null : nextClaim))
            {
                ended.Clear();

                if (!_journal.IsBehind)
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

                if (Guard.Lost.IsCancellationRequested)
                {
                    throw new LeaseLostException();
                }
            }
        }
        catch (LeaseLostException)
        {
            ExecutionTelemetry.LostLeases.Add(1);
            _log.LeaseLost(Execution.Id, Guard.Lease.Epoch);
            _trace?.Fail("lease_lost");
        }
        catch (Exception exception)
        {
            // The host of this task is the engine: nothing above could do more than say so. The lease expires and it is claimed again.
            _log.RunBroke(exception, Execution.Id);
            _trace?.Fail(exception.GetType().FullName!);
        }
        finally
        {
            // An operation that was left behind must not ask a model any more.
            Guard.Lose();
            await _stages.CancelAsync();
            _isOver = true;
            _signals.PublishHere(Execution.Id);
        }
    }

    /// <summary>Another wrote to the execution: plan with what it wrote.</summary>
    public void SeenSeq(long seq)
    {
        if (_journal.SeenSeq(seq))
        {
            Wake();
        }
    }

    public void Dispose()
    {
        _stages.Dispose();
        _journal.Dispose();
        Guard.Dispose();
    }

    private void Wake() => _ended.Writer.TryWrite(null);

    /// <summary>One turn: commit what ended, begin what became ready. True when the lease has been given back.</summary>
    /// <param name="nextClaim">Null once it drains.</param>
    private async Task<bool> AdvanceAsync(List<StageEnd> ended, LeaseRequest? nextClaim)
    {
        List<StageJournal> begun;
        bool isDone;
        await _journal.TakeTurnAsync();

        try
        {
            if (_journal.IsBehind)
            {
                await CatchUpAsync();
            }

            var turn = new TurnDraft(Execution, _journal.Seq);
            ended.ForEach(end => End(turn, end));
            PlannerDecision decision = Planner.Next(_manifest, Execution.Input, _results, _running, _sizes.Limits);

            foreach (StageResult result in decision.Ended)
            {
                Add(turn, result with { CompletedAt = _time.GetUtcNow() });
            }

            ExecutionError? overspent = _journal.Overspent ?? _sizes.Error;
            begun = Begin(turn, nextClaim is null || overspent is not null ? [] : decision.Ready);
            ExecutionTransition? transition = _running.Count == 0 ? TransitionFor(decision.State, overspent) : null;
            NextAskedAt = _time.GetTimestamp();
            isDone = await CommitAsync(turn.ToDelta(transition) with { NextClaim = nextClaim }, ended, begun) && transition is not null;

            if (isDone)
            {
                Ended(TransitionPlan.For(transition!));
            }
        }
        finally
        {
            _journal.EndTurn();
        }

        if (begun is [{ } only] && _running.Count == 1)
        {
            // Until it ends there is nothing else to do here, so it needs no thread of its own.
            _ = RunStageAsync(only);
        }
        else
        {
            begun.ForEach(stage => _ = Task.Run(() => RunStageAsync(stage), CancellationToken.None));
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

    private List<StageJournal> Begin(TurnDraft turn, ImmutableArray<StageInvocation> ready)
    {
        var begun = new List<StageJournal>(ready.Length);

        foreach (StageInvocation invocation in ready)
        {
            _running.Add((invocation.Stage.Path, invocation.ItemKey));
            _sizes.Begin(invocation.Input);
            int attempt = _journal.BeginStage(invocation.Stage.Path, invocation.ItemKey, out StageAttempt? unrecorded);

            if (unrecorded is not null)
            {
                turn.Begin(unrecorded);
            }

            var context = new StageContext(Execution, _pinned, invocation, _time, _trace?.BeginStage(invocation));
            begun.Add(new StageJournal(_journal, _signals, context, attempt));
        }

        return begun;
    }

    private async Task RunStageAsync(StageJournal stage)
    {
        if (stage.Context.Span is { } span)
        {
            Activity.Current = span;
        }

        try
        {
            OperationOutcome outcome = await _pipeline.RunAsync(stage.Context, stage, _stages.Token);
            ExecutionTelemetry.StageEnded(stage.Context, stage.Attempt, outcome);
            _log.StageEnded(stage.Context, stage.Attempt, outcome);
            _ended.Writer.TryWrite(new StageEnd(stage, outcome, null));
        }
        catch (Exception exception)
        {
            // Whatever it was belongs to the loop, which ends the run with it: nobody else observes this task.
            _ended.Writer.TryWrite(new StageEnd(stage, null, exception));
        }
    }

    private void End(TurnDraft turn, StageEnd end)
    {
        StageContext context = end.Stage.Context;
        _running.Remove((context.Path, context.ItemKey));
        _sizes.End(context.Input);
        DateTimeOffset now = _time.GetUtcNow();
        StageResult result = StageEvents.ToResult(context, end.Stage.Attempt, end.Outcome!, now);
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, Reservation reserved) = _journal.Settle(end.Stage, result.Error?.Code);
        turn.End(context, end.Outcome!, ended, usage, reserved);
        Add(turn, result, end.Outcome is OperationOutcome.Waiting waiting ? StageEvents.ToWait(result, waiting, now) : null);
    }

    private void Add(TurnDraft turn, StageResult result, StageWait? wait = null)
    {
        _results.Add(result);
        _sizes.Add(result);
        turn.Add(result, wait);
    }

    private Task<bool> CommitAsync(ExecutionDelta delta, List<StageEnd> ended, List<StageJournal> begun) =>
        _trace is { } trace ? CommitTracedAsync(trace, delta, ended, begun) : _journal.Commit_NeedsTurn(delta);

    /// <summary>The stages that ended are traced until their results are committed.</summary>
    private async Task<bool> CommitTracedAsync(RunTrace trace, ExecutionDelta delta, List<StageEnd> ended, List<StageJournal> begun)
    {
        bool isAsPlanned;

        using (TurnDraft.IsEmpty(delta) ? null : trace.StartCommit(ended, begun))
        {
            isAsPlanned = await _journal.Commit_NeedsTurn(delta);
        }

        trace.EndStages(ended);
        return isAsPlanned;
    }

    private void Ended(TransitionPlan plan)
    {
        DateTimeOffset now = _time.GetUtcNow();
        ExecutionTelemetry.Ended(Execution, plan, now);
        _log.Ended(Execution.Workflow, plan, now - Execution.CreatedAt, Execution.Id);
        _trace?.End(plan);
    }

    private async Task CatchUpAsync()
    {
        using Activity? reading = _trace?.StartCatchUp();
        _results = [.. await _journal.CatchUp_NeedsTurn()];
        _sizes.Recount(_results);
    }
}
