using System.Text.Json;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Execution;

/// <param name="ExecutionTime">Seconds so far; null before it began.</param>
internal sealed record ExecutionItem(
    Guid Id,
    string Workflow,
    string Namespace,
    int Version,
    [property: OneOf<ExecutionStatus>] string Status,
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

internal sealed record CancelRequest : ICheckedRequest, IStatesReason
{
    public string? Reason { get; init; }

    string? IStatesReason.Why => Reason;

    public void Check(RequestErrors errors) => errors.RequireLength(Reason, 1000, "reason");
}

/// <summary>A person's answer to a waiting stage.</summary>
internal sealed record AnswerRequest : ICheckedRequest, IStatesReason
{
    public string? Comment { get; init; }

    string? IStatesReason.Why => Comment;

    /// <summary>Which item of a <c>for_each</c> stage; default: the stage itself.</summary>
    public string? ItemKey { get; init; }

    /// <summary>Only with an approval: fields of what the stage waits with, and the values they are to have instead.</summary>
    public JsonElement? Values { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.RequireLength(Comment, 4000, "comment");
        errors.Require(Values is null or { ValueKind: JsonValueKind.Object }, "values", "must be an object");
    }
}

/// <summary>A stage that waits for a person.</summary>
/// <param name="Reason">In one sentence: why, and what is asked.</param>
/// <param name="For">Who should answer; null for anybody who may.</param>
/// <param name="DueAt">When it is answered without a person; null for never.</param>
/// <param name="Approve">Where to POST an approval, with edited <c>values</c> or without.</param>
internal sealed record ApprovalItem(
    Guid ExecutionId,
    string Workflow,
    string Namespace,
    int Version,
    string? UserId,
    string Stage,
    string ItemKey,
    string Reason,
    string? For,
    DateTimeOffset Since,
    DateTimeOffset? DueAt,
    [property: OneOf("approve", "reject")] string? WhenDue,
    string Approve,
    string Reject);

internal sealed record ForkRequest : ICheckedRequest
{
    private const int MostVersions = 100;

    /// <summary>The first stage that runs anew.</summary>
    public string? FromStage { get; init; }

    /// <summary>Older name of <c>from_stage</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>Entries to use at other versions: <c>[namespace/]name@version</c>, <c>@label</c>, or neither for the current one.</summary>
    public string[] Versions { get; init; } = [];

    /// <summary>Alias or <c>provider/model</c> that every prompt asks instead of its own.</summary>
    public string? Model { get; init; }

    /// <summary>Instead of the origin's; stages that are kept keep what they made of the old one.</summary>
    public JsonElement? InputData { get; init; }

    /// <summary>Take everything at the version it has now.</summary>
    public bool Repin { get; init; }

    public string? UserId { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require((FromStage is null) != (Stage is null), "from_stage", "must name a stage, once");
        errors.Require(Versions.Length <= MostVersions, "versions", $"must hold at most {MostVersions} references");
        int wrong = Array.FindIndex(Versions, text => ComponentReference.TryParse(text ?? "") is null);
        errors.Require(wrong < 0, $"versions[{wrong}]", "must be [namespace/]name[@version|@label]");
        errors.RequireLength(Model, 200, "model");
        errors.RequireObject(InputData, "input_data");
        errors.RequireUser(UserId);
    }
}

/// <summary>Two runs beside each other: <c>a</c> is the one of the path, <c>b</c> the one of <c>with</c>.</summary>
/// <param name="Entries">Used at different versions.</param>
/// <param name="Models">Names that meant different models.</param>
/// <param name="StagesOmitted">Stages and items beyond the 1,000 that are shown.</param>
internal sealed record ComparisonResponse(
    ComparedRunItem A, ComparedRunItem B, IReadOnlyList<PinDifferenceItem> Entries, IReadOnlyList<PinDifferenceItem> Models,
    DifferencesItem Input, DifferencesItem Output, IReadOnlyList<StageComparisonItem> Stages, int StagesOmitted);

internal sealed record ComparedRunItem(ExecutionItem Execution, string ManifestHash, ForkItem? ForkedFrom);

internal sealed record PinDifferenceItem(string Name, string? A, string? B);

/// <param name="Paths">JSON Pointers to what differs, at most 50.</param>
internal sealed record DifferencesItem(bool Equal, IReadOnlyList<string> Paths, bool More);

internal sealed record StageComparisonItem(
    string Stage, string ItemKey, ComparedStageItem? A, ComparedStageItem? B, DifferencesItem Output);

/// <param name="ReusedFrom">The run that made the result, when it came with a fork; this run then paid nothing for it.</param>
/// <param name="Duration">Seconds; null before it ended.</param>
internal sealed record ComparedStageItem(
    [property: StageState] string Status, Guid? ReusedFrom, IReadOnlyList<string> Versions, IReadOnlyList<string> Models, int Attempts,
    double? Duration, UsageItem Usage, ErrorItem? Error);

internal sealed record StartedResponse(Guid ExecutionId, [property: OneOf("running")] string Status);

/// <summary>The data of a server-sent event of an execution or a batch.</summary>
internal sealed record EventMessage(long Seq, string Type, string? Stage, JsonElement Data);
