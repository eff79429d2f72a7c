using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>A stage that runs here: what changes while it does, written through the journal of its run.</summary>
internal sealed class StageJournal(RunJournal run, ExecutionSignals signals, StageContext context, int attempt) : IStageJournal
{
    /// <summary>Null while no model was asked, as by most stages.</summary>
    private CallLedger? _calls;
    private DateTimeOffset _attemptStartedAt = context.StartedAt;
    private string? _name;

    public StageContext Context => context;

    public int Attempt { get; private set; } = attempt;

    public async ValueTask<StageAttempt?> BeginCallAsync(string model, string prompt, Reservation estimate)
    {
        StageAttempt call = NewCall() with { Model = model, Prompt = prompt };
        return await run.BeginCallAsync(call, estimate) ? call : null;
    }

    public void EndCall(StageAttempt call, Reservation reserved, ExecutionUsage usage, string? errorCode) =>
        _calls!.End(
            call with { CompletedAt = context.Time.GetUtcNow(), Usage = usage, ErrorCode = errorCode },
            run.HasBudget ? reserved : Reservation.None);

    public async Task RecordRetryAsync(OperationOutcome.Failed failure, TimeSpan delay)
    {
        Attempt = await run.RecordRetryAsync(this, failure, delay);
        _calls?.BeginAttempt();
    }

    public async ValueTask<ImmutableArray<StageTurn>> RecallAsync(string conversation) =>
        // Nobody was here before the first attempt.
        Attempt == 1 ? [] : [.. (await run.ReadTurnsAsync(context.Path, context.ItemKey)).Where(turn => turn.Conversation == conversation)];

    public async Task<ImmutableArray<StageAttempt>?> BeginToolsAsync(ImmutableArray<string> tools, StageTurn? turn)
    {
        ImmutableArray<StageAttempt> calls = [.. tools.Select(tool => NewCall() with { Tool = tool })];
        return await run.BeginToolsAsync(this, calls, turn) ? calls : null;
    }

    public Task EndToolAsync(StageAttempt call, StageTurn turn, string? errorCode, OperationOutcome.Completed? given)
    {
        EndCall(call, Reservation.None, ExecutionUsage.None, errorCode);
        return run.EndToolAsync(this, turn, given);
    }

    public void BeginAttempt() => _attemptStartedAt = context.Time.GetUtcNow();

    public ValueTask<bool> IsWatchedAsync(CancellationToken cancellationToken) =>
        signals.HasTransientListenersAsync(context.ExecutionId, cancellationToken);

    public void PublishDelta(StageAttempt call, string text)
    {
        _name ??= EventJson.StageName(context.Path, context.ItemKey);
        JsonElement data = JsonSerializer.SerializeToElement(new { text, attempt = call.Attempt, call = call.Call });
        signals.PublishTransient(context.ExecutionId, new ExecutionEvent(0, ExecutionEvents.StageDelta, _name, data));
    }

    /// <summary>The calls that ended since they were last taken.</summary>
    public (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, Reservation Reserved) TakeCalls() =>
        _calls?.Take() ?? ([], ExecutionUsage.None, Reservation.None);

    /// <summary>The calls of the attempt that ended now, or the attempt itself when nothing was called; given once.</summary>
    public (ImmutableArray<StageAttempt> Ended, ExecutionUsage Usage, Reservation Reserved) TakeEnded(string? errorCode)
    {
        (ImmutableArray<StageAttempt> ended, ExecutionUsage usage, Reservation reserved) = TakeCalls();
        return (ended.IsEmpty && _calls?.HasEnded != true ? [Whole(errorCode)] : ended, usage, reserved);
    }

    private StageAttempt NewCall()
    {
        CallLedger calls = LazyInitializer.EnsureInitialized(ref _calls, static () => new CallLedger());
        return new(context.Path, context.ItemKey, Attempt, calls.NextCall())
        {
            LeaseEpoch = run.Epoch,
            StartedAt = context.Time.GetUtcNow(),
        };
    }

    private StageAttempt Whole(string? errorCode) => new(context.Path, context.ItemKey, Attempt, 1)
    {
        LeaseEpoch = run.Epoch,
        StartedAt = _attemptStartedAt,
        CompletedAt = context.Time.GetUtcNow(),
        ErrorCode = errorCode,
    };
}
