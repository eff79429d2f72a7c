using System.Text.Json.Serialization;

using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution;

namespace PromptIntel.Api.Execution;

/// <summary>What the events of executions and batches carry; a test reads the events of real runs with it.</summary>
internal static class EventData
{
    public static EventShape[] OfExecutions { get; } =
    [
        EventShape.Of<Event<WorkflowData>>(ExecutionEvents.Queued),
        EventShape.Of<Event<NoData>>(
            ExecutionEvents.Started, ExecutionEvents.Waiting, ExecutionEvents.Released, ExecutionEvents.Succeeded),
        EventShape.Of<Event<FailureData>>(ExecutionEvents.Failed, ExecutionEvents.Parked),
        EventShape.Of<Event<ActorData>>(
            ExecutionEvents.Resumed, ExecutionEvents.Cancelled, ExecutionEvents.StageApproved, ExecutionEvents.StageRejected),
        EventShape.Of<Event<AttemptData>>(ExecutionEvents.StageStarted),
        EventShape.Of<Event<RetryData>>(ExecutionEvents.StageRetrying),
        EventShape.Of<Event<StageData>>(ExecutionEvents.StageSucceeded, ExecutionEvents.StageFailed, ExecutionEvents.StageSkipped),
        EventShape.Of<Event<WaitData>>(ExecutionEvents.StageWaiting),
        EventShape.Passing<Event<DeltaData>>(ExecutionEvents.StageDelta),
    ];

    public static EventShape[] OfBatches { get; } =
    [
        EventShape.Of<Event<WorkflowData>>(ExecutionEvents.BatchQueued),
        EventShape.Of<Event<ItemData>>(
            ExecutionEvents.BatchItemStarted, ExecutionEvents.BatchItemWaiting, ExecutionEvents.BatchItemEnded),
        EventShape.Of<Event<NoData>>(ExecutionEvents.BatchStopped),
        EventShape.Of<Event<ActorData>>(ExecutionEvents.BatchCancelled, ExecutionEvents.BatchResumed),
        EventShape.Of<Event<CountsData>>(ExecutionEvents.BatchEnded),
        EventShape.Passing<Event<ProgressData>>(ExecutionEvents.BatchProgress),
    ];

    /// <param name="Seq">The id; 0 for one that is not kept.</param>
    /// <param name="Type">The same as the event's.</param>
    /// <param name="Stage">Its path, with <c>#item</c> for an item of a <c>for_each</c>; null when the event concerns the whole.</param>
    internal sealed record Event<TData>(long Seq, string Type, string? Stage, TData Data);

    internal sealed record NoData;

    internal sealed record WorkflowData(string Workflow, int Version);

    internal sealed record FailureData(string Code, string? Stage, string Detail);

    /// <param name="Actor">Who; null when the installation is open, or nobody did it.</param>
    internal sealed record ActorData(string? Actor, string? Note);

    internal sealed record AttemptData(int Attempt);

    internal sealed record RetryData(int Attempt, string Code, long DelayMs);

    /// <param name="Code">With a failed one.</param>
    internal sealed record StageData(
        int Attempts,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? DurationMs = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);

    /// <param name="Reason">What is asked, in one sentence.</param>
    /// <param name="For">Who should answer; null for anybody who may.</param>
    /// <param name="DueAt">When it is answered without a person.</param>
    internal sealed record WaitData(
        int Attempts,
        string Reason,
        string? For,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt = null,
        [property: OneOf("approve", "reject"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? WhenDue = null);

    /// <param name="Text">More of the answer of this call; another call begins anew.</param>
    internal sealed record DeltaData(string Text, int Attempt, int Call);

    internal sealed record ItemData(int Index, Guid ExecutionId, [property: OneOf<ExecutionStatus>] string Status, BatchCountsItem Counts);

    internal sealed record CountsData(BatchCountsItem Counts);

    internal sealed record ProgressData(
        int Done, int Left, double PerMinute,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SecondsLeft = null);
}
