using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Client.Execution;

/// <summary>A run that is to be started.</summary>
/// <param name="Workflow">Its name, or <c>namespace/name</c>.</param>
/// <param name="InputData">An object, or anything that serialises to one.</param>
public sealed record RunRequest(string Workflow, object? InputData)
{
    public int? Version { get; init; }

    public string? Label { get; init; }

    public Budget? Budget { get; init; }

    /// <summary>Slows every stage down, to be watched; in Development only.</summary>
    public int? StageDelayMs { get; init; }
}

public sealed record Budget(long? MaxTokens, decimal? MaxCostUsd);

/// <param name="Status">success, failed, waiting (for a person) or running.</param>
/// <param name="ExecutionTime">Seconds.</param>
public sealed record RunAnswer(
    string Status, string Workflow, int Version, Guid ExecutionId, double ExecutionTime, int StagesCompleted, IReadOnlyList<Stage> Stages,
    JsonElement? Output, IReadOnlyList<Artifact> Artifacts, Usage Usage, string? TraceId)
{
    /// <summary>Why it failed; null otherwise.</summary>
    public RunError? Error { get; init; }
}

/// <summary>What was spent; null where no model counted.</summary>
public sealed record Usage(long? InputTokens, long? OutputTokens, decimal? CostUsd);

/// <param name="Status">pending, running, waiting, succeeded, failed, skipped or cancelled.</param>
/// <param name="Duration">Seconds.</param>
public sealed record Stage(
    [property: JsonPropertyName("stage")] string Name,
    string ItemKey, string? Description, string? Type, string Status, int Attempts, DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt, double? Duration, JsonElement? Output, RunError? Error, Usage Usage);

/// <param name="Stage">Where it failed; null when it concerns the whole.</param>
public sealed record RunError(string Code, string? Stage, string Detail);

public sealed record Artifact(string Name, string MediaType, string Url, long Size, string Stage);

/// <param name="Status">queued, running, waiting, succeeded, failed, cancelled or parked.</param>
/// <param name="ExecutionTime">Seconds so far; null before it began.</param>
public sealed record ExecutionEntry(
    Guid Id, string Workflow, string Namespace, int Version, string Status, string? UserId, Guid? BatchId, DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, double? ExecutionTime, Usage Usage, RunError? Error, string? TraceId);

public sealed record ExecutionDetail(
    ExecutionEntry Execution, JsonElement Input, JsonElement? Output, IReadOnlyList<Stage> Stages, IReadOnlyList<Artifact> Artifacts);

/// <summary>Something that happened in a run or a batch.</summary>
/// <param name="Seq">1, 2, 3 ... within it; 0 for one that is not kept, such as <c>stage.delta</c>.</param>
/// <param name="Type">Such as <c>stage.succeeded</c> or <c>batch.progress</c>.</param>
/// <param name="Stage">Null when it concerns the whole.</param>
public sealed record RunEvent(long Seq, string Type, string? Stage, JsonElement Data);

/// <summary>A stage that waits for a person.</summary>
/// <param name="Reason">Why, and what is asked.</param>
/// <param name="DueAt">When it is answered without a person; null for never.</param>
public sealed record Approval(
    Guid ExecutionId, string Workflow, string Namespace, int Version, string? UserId, string Stage, string ItemKey, string Reason,
    string? For, DateTimeOffset Since, DateTimeOffset? DueAt, string? WhenDue);

/// <summary>A person's answer to a stage that waits.</summary>
public sealed record ApprovalAnswer(bool IsApproved)
{
    public string? Comment { get; init; }

    /// <summary>Which item of a stage that repeats.</summary>
    public string? ItemKey { get; init; }

    /// <summary>Only with an approval: fields of what the stage waits with, and what they are to be instead.</summary>
    public object? Values { get; init; }
}
