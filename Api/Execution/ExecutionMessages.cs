using System.Text.Json;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Execution;

/// <param name="Status">queued, running, waiting, succeeded, failed, cancelled or parked.</param>
/// <param name="ExecutionTime">Seconds so far; null before it began.</param>
internal sealed record ExecutionItem(
    Guid Id,
    string Workflow,
    string Namespace,
    int Version,
    string Status,
    string? UserId,
    Guid? BatchId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    double? ExecutionTime,
    UsageItem Usage,
    ErrorItem? Error,
    string? TraceId);

/// <summary>One execution with its stages as a timeline, every call it made, and what it produced.</summary>
internal sealed record ExecutionDetailResponse(
    ExecutionItem Execution,
    JsonElement Input,
    JsonElement? Output,
    string ManifestHash,
    ForkItem? ForkedFrom,
    IReadOnlyList<StageItem> Stages,
    IReadOnlyList<AttemptItem> Attempts,
    IReadOnlyList<ArtifactItem> Artifacts);

internal sealed record ForkItem(Guid ExecutionId, string Stage);

/// <summary>One call that was begun; one without an end is running or was lost with its process.</summary>
internal sealed record AttemptItem(
    string Stage, string ItemKey, int Attempt, int Call, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, string? Model,
    string? Prompt, string? Tool, UsageItem Usage, string? ErrorCode);

internal sealed record CancelRequest : ICheckedRequest
{
    public string? Reason { get; init; }

    public void Check(RequestErrors errors) => errors.RequireLength(Reason, 1000, "reason");
}

/// <summary>A person's answer to a waiting stage.</summary>
internal sealed record AnswerRequest : ICheckedRequest
{
    public string? Comment { get; init; }

    /// <summary>Which item of a <c>for_each</c> stage; default: the stage itself.</summary>
    public string? ItemKey { get; init; }

    public void Check(RequestErrors errors) => errors.RequireLength(Comment, 4000, "comment");
}

internal sealed record ForkRequest : ICheckedRequest
{
    /// <summary>The first stage that runs anew.</summary>
    public required string Stage { get; init; }

    public string? UserId { get; init; }

    public void Check(RequestErrors errors) => errors.RequireUser(UserId);
}

internal sealed record StartedResponse(Guid ExecutionId, string Status);

/// <summary>The data of a server-sent event of an execution or a batch.</summary>
internal sealed record EventMessage(long Seq, string Type, string? Stage, JsonElement Data);
