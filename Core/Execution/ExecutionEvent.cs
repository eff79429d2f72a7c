using System.Text.Json;

namespace PromptIntel.Core.Execution;

/// <summary>
/// Something that happened in an execution, or in a batch.
/// </summary>
/// <param name="Seq">1, 2, 3 ... without gaps within its execution or batch; 0 for one that is not kept
/// (<see cref="ExecutionEvents.StageDelta"/>, <see cref="ExecutionEvents.BatchProgress"/>).</param>
/// <param name="Type">One of <see cref="ExecutionEvents"/>.</param>
/// <param name="Stage">The stage's path, with <c>#item</c> for an item of a <c>for_each</c>; null when it concerns the whole.</param>
public sealed record ExecutionEvent(long Seq, string Type, string? Stage, JsonElement Data);

/// <summary>The types of events.</summary>
public static class ExecutionEvents
{
    public const string Queued = "execution.queued";
    public const string Started = "execution.started";
    public const string Waiting = "execution.waiting";
    public const string Released = "execution.released";
    public const string Resumed = "execution.resumed";
    public const string Succeeded = "execution.succeeded";
    public const string Failed = "execution.failed";
    public const string Cancelled = "execution.cancelled";
    public const string Parked = "execution.parked";
    public const string StageStarted = "stage.started";
    public const string StageRetrying = "stage.retrying";
    public const string StageSucceeded = "stage.succeeded";
    public const string StageFailed = "stage.failed";
    public const string StageSkipped = "stage.skipped";
    public const string StageWaiting = "stage.waiting";
    public const string StageApproved = "stage.approved";
    public const string StageRejected = "stage.rejected";

    /// <summary>
    /// Tokens as they come, <c>{text, attempt, call}</c>: the text of another call begins anew. Never kept, so a reader that comes later
    /// does not see them.
    /// </summary>
    public const string StageDelta = "stage.delta";

    public const string BatchQueued = "batch.queued";
    public const string BatchItemStarted = "batch.item_started";

    /// <summary>Until a person answers; it is started again then.</summary>
    public const string BatchItemWaiting = "batch.item_waiting";
    public const string BatchItemEnded = "batch.item_ended";
    public const string BatchStopped = "batch.stopped";
    public const string BatchCancelled = "batch.cancelled";
    public const string BatchResumed = "batch.resumed";
    public const string BatchEnded = "batch.ended";

    /// <summary>How far it is and how long it will take; between other events, never kept.</summary>
    public const string BatchProgress = "batch.progress";
}
