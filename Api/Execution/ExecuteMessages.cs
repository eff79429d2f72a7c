using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Execution;

internal sealed record ExecuteRequest : ICheckedRequest, INamesNamespace
{
    /// <summary><c>[namespace/]name</c> of a workflow.</summary>
    public required string Workflow { get; init; }

    public JsonElement? InputData { get; init; }

    public string? Label { get; init; }

    public int? Version { get; init; }

    public BudgetMessage? Budget { get; init; }

    /// <summary>Milliseconds to wait in each stage, to watch it; in Development only.</summary>
    public int? StageDelayMs { get; init; }

    public string? UserId { get; init; }

    public string? NamespaceOf(ICatalogReader catalog) => NamespaceScope.OfWorkflow(catalog, Workflow);

    public void Check(RequestErrors errors)
    {
        errors.RequireWorkflow(Workflow);
        errors.RequireObject(InputData, "input_data");
        errors.RequireOneSelector(Version, Label);
        errors.RequireRange(StageDelayMs, 0, 60_000, "stage_delay_ms");
        errors.RequireUser(UserId);
        Budget?.Check(errors);
    }
}

/// <summary>The most an execution may use.</summary>
internal sealed record BudgetMessage : ICheckedRequest
{
    public long? MaxTokens { get; init; }

    public decimal? MaxCostUsd { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(MaxTokens is null or > 0, "budget.max_tokens", "must be more than 0");
        errors.Require(MaxCostUsd is null or > 0, "budget.max_cost_usd", "must be more than 0");
    }
}

/// <summary>Runs one prompt as a workflow of one stage.</summary>
internal sealed record ExecutePromptRequest : ICheckedRequest
{
    /// <summary>Values of the prompt's variables.</summary>
    public JsonElement? Variables { get; init; }

    public string? Label { get; init; }

    public int? Version { get; init; }

    /// <summary>
    /// Instead of a stored version: a draft of the prompt that is kept with this run only, recorded as version 999999999. An object, or a
    /// string as authored.
    /// </summary>
    public JsonElement? Content { get; init; }

    /// <summary>Instead of the prompt's own: an alias or provider/model. Such a run is recorded as one of a draft too.</summary>
    public string? Model { get; init; }

    public BudgetMessage? Budget { get; init; }

    public string? UserId { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.RequireObject(Variables, "variables");
        errors.RequireOneSelector(Version, Label);

        if (Content is { } content)
        {
            errors.RequireContent(content);
            errors.Require(Version is null && Label is null, "content", "cannot be combined with version or label");
        }

        errors.RequireLength(Model, 200, "model");
        errors.RequireUser(UserId);
        Budget?.Check(errors);
    }
}

/// <param name="Status">Waiting or running in a 202.</param>
/// <param name="ExecutionTime">Seconds.</param>
internal sealed record ExecuteResponse(
    [property: RunOutcome] string Status,
    string Workflow,
    int Version,
    Guid ExecutionId,
    double ExecutionTime,
    int StagesCompleted,
    IReadOnlyList<StageItem> Stages,
    JsonElement? Output,
    IReadOnlyList<ArtifactItem> Artifacts,
    UsageItem Usage,
    string? TraceId)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorItem? Error { get; init; }
}

/// <summary>One stage, or one item of a <c>for_each</c> stage, on the timeline.</summary>
/// <param name="Duration">Seconds; null before it ended.</param>
internal sealed record StageItem(
    string Stage,
    string ItemKey,
    string? Description,
    string? Type,
    [property: StageState] string Status,
    int Attempts,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    double? Duration,
    JsonElement? Output,
    ErrorItem? Error,
    UsageItem Usage);

/// <param name="RetryAfter">Seconds that the model's endpoint asked to wait.</param>
internal sealed record ErrorItem(
    string Code, string? Stage, string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter);

internal sealed record ArtifactItem(string Name, string MediaType, string Url, long Size, string Stage);

/// <summary>Null where nobody counted: the offline extractor uses no tokens.</summary>
internal sealed record UsageItem(long? InputTokens, long? OutputTokens, decimal? CostUsd);
