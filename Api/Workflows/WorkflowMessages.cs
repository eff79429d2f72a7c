using System.Text.Json;

using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Workflows;

/// <summary>A workflow as it would run now: references resolved, sub-recipes inlined.</summary>
/// <param name="Definition">As its author wrote it.</param>
/// <param name="Prompts">Keys of the prompts that it uses, those asked of a model first.</param>
/// <param name="Warnings">What it has and nobody reads.</param>
/// <param name="ExampleInput">Null when the author gave none.</param>
internal sealed record WorkflowResponse(
    string Name,
    string Namespace,
    [property: OneOf<EntryKind>] string Kind,
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<WorkflowStageItem> Stages,
    IReadOnlyList<string> Prompts,
    JsonElement InputSchema,
    JsonElement Output,
    JsonElement? ExampleInput,
    string ManifestHash,
    JsonElement Definition,
    IReadOnlyList<DefinitionWarning> Warnings);

/// <param name="Id">Path; a stage of a sub-recipe has its recipe's stage before a slash.</param>
/// <param name="Uses">The operation, with the exact version.</param>
internal sealed record WorkflowStageItem(
    string Id, string? Description, string Uses, string Type, IReadOnlyList<string> Needs, string? When, double TimeoutSeconds,
    JsonElement? InputSchema, JsonElement? OutputSchema);
