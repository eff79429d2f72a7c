using System.Collections.Immutable;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>
/// What a change from outside writes, decided once for every store from what the row lock protects. The epoch is raised by every
/// change that takes the execution away from its owner.
/// </summary>
public sealed record ChangePlan
{
    /// <summary>Set: nothing is written.</summary>
    public ChangeResult? Refusal { get; init; }

    public ExecutionStatus Status { get; init; }

    public bool RaisesEpoch { get; init; }

    /// <summary>Replaces the waiting result of its path and item.</summary>
    public StageResult? Answered { get; init; }

    /// <summary>Failed results to delete, so that their stages run anew.</summary>
    public ImmutableArray<(string Path, string ItemKey)> Forgotten { get; init; } = [];

    public ImmutableArray<NewEvent> Events { get; init; } = [];

    public static ChangePlan For(
        ExecutionRecord execution, ExecutionChange change, IReadOnlyCollection<StageResult> results, DateTimeOffset now) => change switch
        {
            ExecutionChange.Cancel cancel => Cancel(execution, cancel),
            ExecutionChange.Resume resume => Resume(execution, resume, results),
            ExecutionChange.Answer answer => Answer(execution, answer, results, now),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };

    private static ChangePlan Cancel(ExecutionRecord execution, ExecutionChange.Cancel cancel) =>
        execution.Status.IsEnded()
            ? Refuse(execution, "It has ended.")
            : new()
            {
                Status = ExecutionStatus.Cancelled,
                RaisesEpoch = true,
                Events = [EventJson.ByActor(ExecutionEvents.Cancelled, null, cancel.Actor, cancel.Reason)]
            };

    private static ChangePlan Resume(ExecutionRecord execution, ExecutionChange.Resume resume, IReadOnlyCollection<StageResult> results) =>
        execution.Status is not (ExecutionStatus.Failed or ExecutionStatus.Cancelled or ExecutionStatus.Parked)
            ? Refuse(execution, "Only a failed, cancelled or parked execution is resumed.")
            : new()
            {
                Status = ExecutionStatus.Queued,
                RaisesEpoch = true,
                Forgotten = FailuresWithoutEffect(results),
                Events = [EventJson.ByActor(ExecutionEvents.Resumed, null, resume.Actor, null)],
            };

    private static ChangePlan Answer(
        ExecutionRecord execution, ExecutionChange.Answer answer, IReadOnlyCollection<StageResult> results, DateTimeOffset now)
    {
        StageResult? waiting = results.FirstOrDefault(result => result.Path == answer.Path && result.ItemKey == answer.ItemKey);

        if (execution.Status.IsEnded() || waiting?.Status != StageStatus.Waiting)
        {
            return Refuse(execution, $"Stage '{EventJson.StageName(answer.Path, answer.ItemKey)}' does not wait for an answer.");
        }

        string stage = EventJson.StageName(answer.Path, answer.ItemKey);
        return new()
        {
            // Whoever claims it plans anew; if it still waits for another answer it is given back at once.
            Status = execution.Status == ExecutionStatus.Waiting ? ExecutionStatus.Queued : execution.Status,
            Answered = answer.IsApproved
                ? waiting with
                {
                    Status = StageStatus.Succeeded,
                    Output = ApprovedOutput.Of(waiting.Output, answer, now),
                    CompletedAt = now,
                }
                : waiting with
                {
                    Status = StageStatus.Failed,
                    Error = new ExecutionError(
                    ErrorCodes.Rejected, stage, answer.Comment ?? "Rejected."),
                    CompletedAt = now
                },
            Events = [EventJson.ByActor(
                answer.IsApproved ? ExecutionEvents.StageApproved : ExecutionEvents.StageRejected, stage, answer.Actor, answer.Comment)],
        };
    }

    /// <summary>All failed results but those that a committed result of their <c>for_each</c> already accounts for.</summary>
    private static ImmutableArray<(string Path, string ItemKey)> FailuresWithoutEffect(IReadOnlyCollection<StageResult> results) =>
        [.. results.Where(result => result.Status == StageStatus.Failed && !results.Any(
            other => other.Status != StageStatus.Failed && Encloses(other, result))).Select(result => (result.Path, result.ItemKey))];

    private static bool Encloses(StageResult outer, StageResult inner) =>
        IsPrefix(outer.Path, inner.Path) && IsPrefix(outer.ItemKey, inner.ItemKey);

    private static bool IsPrefix(string outer, string inner) =>
        outer.Length == 0
            || (inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/'));

    private static ChangePlan Refuse(ExecutionRecord execution, string detail) =>
        new() { Refusal = new ChangeResult.NotPossible(execution.Status, detail) };
}
