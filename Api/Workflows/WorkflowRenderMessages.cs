using System.Text.Json;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Api.OpenApi;

namespace PromptIntel.Api.Workflows;

internal sealed record RenderWorkflowRequest : ICheckedRequest
{
    /// <summary>As a run would get it.</summary>
    public required JsonElement Input { get; init; }

    public int? Version { get; init; }

    public string? Label { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.RequireObject(Input, "input");
        errors.RequireOneSelector(Version, Label);
    }
}

/// <summary>What would be asked. Nothing ran.</summary>
internal sealed record RenderWorkflowResponse(
    string Workflow, string Namespace, int Version, string ManifestHash, IReadOnlyList<RenderedStageItem> Stages, RenderTotal Total);

/// <param name="Item">Of which item of a for_each.</param>
/// <param name="Status">Problem where it would fail, or is not shown.</param>
/// <param name="WaitsFor">The stages whose output decides what it is given.</param>
/// <param name="Question">What a prompt would ask; null for everything else.</param>
internal sealed record RenderedStageItem(
    string Stage, string? Item, string Uses, string Type,
    [property: OneOf("known", "waits", "skipped", "problem")] string Status, IReadOnlyList<string> WaitsFor, QuestionItem? Question,
    string? Problem);

/// <summary>Of the questions that are known.</summary>
/// <param name="CostUsd">Null where one has no price.</param>
/// <param name="IsComplete">Whether nothing waits and nothing is left out.</param>
internal sealed record RenderTotal(int Questions, long InputTokens, long OutputTokens, decimal? CostUsd, bool IsComplete);
