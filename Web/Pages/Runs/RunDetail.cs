using System.Text.Json;

namespace PromptIntel.Web.Pages.Runs;

/// <summary>An execution in a list.</summary>
public sealed record RunItem(
    Guid Id, string Workflow, string Namespace, int Version, string Status, string? UserId, Guid? BatchId, DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, double? ExecutionTime, RunUsage Usage, RunError? Error, string? TraceId)
{
    /// <summary>Nothing more happens by itself; a parked one is resumed by a person.</summary>
    public bool IsEnded => Status is "succeeded" or "failed" or "cancelled" or "parked";
}

/// <summary>Null where no model said.</summary>
public sealed record RunUsage(long? InputTokens, long? OutputTokens, double? CostUsd);

public sealed record RunError(string Code, string? Stage, string Detail);

/// <summary>One execution with everything that it did.</summary>
public sealed record RunDetail(
    RunItem Execution, JsonElement Input, JsonElement? Output, RunFork? ForkedFrom, IReadOnlyList<RunStage> Stages,
    IReadOnlyList<RunCall> Attempts, IReadOnlyList<RunArtifact> Artifacts);

public sealed record RunFork(Guid ExecutionId, string Stage);

/// <summary>One stage, or one item of a stage that runs for each of several.</summary>
public sealed record RunStage(
    string Stage, string ItemKey, string? Description, string? Type, string Status, int Attempts, DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt, double? Duration, JsonElement? Output, RunError? Error, RunUsage Usage)
{
    public string Name => ItemKey.Length == 0 ? Stage : $"{Stage} [{ItemKey}]";
}

/// <summary>One call of a model, a tool or an operation.</summary>
public sealed record RunCall(
    string Stage, string ItemKey, int Attempt, int Call, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, string? Model,
    string? Prompt, string? Tool, RunUsage Usage, string? ErrorCode)
{
    public double? Seconds => (CompletedAt - StartedAt)?.TotalSeconds;
}

public sealed record RunArtifact(string Name, string MediaType, string Url, long Size, string Stage);

/// <summary>What a POST that begins a run answers.</summary>
public sealed record RunStarted(Guid ExecutionId, string Status);
