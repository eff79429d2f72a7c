using System.Collections.Immutable;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>The delta of one turn of a run while it is put together.</summary>
internal sealed class TurnDraft(ExecutionRecord execution, long expectedSeq)
{
    // Most turns end one stage and begin the next, which writes no artifact and waits for nobody.
    private readonly ImmutableArray<StageResult>.Builder _results = ImmutableArray.CreateBuilder<StageResult>(1);
    private readonly ImmutableArray<StageAttempt>.Builder _started = ImmutableArray.CreateBuilder<StageAttempt>(1);
    private readonly ImmutableArray<StageAttempt>.Builder _ended = ImmutableArray.CreateBuilder<StageAttempt>(1);
    private readonly ImmutableArray<NewEvent>.Builder _events = ImmutableArray.CreateBuilder<NewEvent>(2);
    private List<StageArtifact>? _artifacts;
    private List<SideWrite>? _writes;
    private List<StageWait>? _waits;
    private ExecutionUsage _usage = ExecutionUsage.None;
    private Reservation _reserved;

    public static bool IsEmpty(ExecutionDelta delta) =>
        delta.Transition is null
            && !delta.IsProgress
            && delta.Started.IsEmpty
            && delta.Ended.IsEmpty
            && delta.Events.IsEmpty
            && delta.Reserved == Reservation.None;

    public void Begin(StageAttempt attempt)
    {
        _started.Add(attempt);
        _events.Add(EventJson.StageStarted(attempt));
    }

    public void Add(StageResult result, StageWait? wait = null)
    {
        _results.Add(result);
        _events.Add(StageEvents.Ended(result, wait));

        if (wait is not null)
        {
            (_waits ??= []).Add(wait);
        }
    }

    public void End(
        StageContext stage, OperationOutcome outcome, ImmutableArray<StageAttempt> ended, ExecutionUsage usage, Reservation reserved)
    {
        _ended.AddRange(ended);
        _usage += usage;
        _reserved += reserved;
        ImmutableArray<Artifact> artifacts = outcome switch
        {
            OperationOutcome.Completed completed => completed.Artifacts,
            OperationOutcome.Waiting waiting => waiting.Artifacts,
            _ => [],
        };

        foreach (Artifact artifact in artifacts)
        {
            (_artifacts ??= []).Add(new StageArtifact(stage.Path, stage.ItemKey, artifact));
        }

        if (outcome is OperationOutcome.Completed { Writes: { IsEmpty: false } writes })
        {
            (_writes ??= []).AddRange(writes);
        }
    }

    public ExecutionDelta ToDelta(ExecutionTransition? transition) => new()
    {
        ExpectedSeq = expectedSeq,
        Results = _results.DrainToImmutable(),
        Started = _started.DrainToImmutable(),
        Ended = _ended.DrainToImmutable(),
        Waits = _waits is null ? [] : [.. _waits],
        Events = _events.DrainToImmutable(),
        Artifacts = _artifacts is null ? [] : [.. _artifacts],
        Writes = _writes is null ? [] : [.. _writes],
        Usage = _usage,
        Reserved = execution.Budget is null ? Reservation.None : -_reserved,
        Execution = execution,
        Transition = transition,
    };
}
