using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>A workflow with its whole closure looked up and checked: all of a manifest but the models.</summary>
/// <param name="Models">Model names as prompts write them; null stands for the default.</param>
/// <param name="Errors">When there are any, the rest is not to be used.</param>
/// <param name="Reads">What the link depended on, errors or not.</param>
internal sealed record LinkedWorkflow(
    EntryVersion Workflow,
    ImmutableArray<PlannedStage> Stages,
    ImmutableArray<PlannedScope> Scopes,
    JsonElement Output,
    JsonElement InputSchema,
    ImmutableArray<EntryVersion> Entries,
    ImmutableArray<string?> Models,
    ImmutableArray<DefinitionError> Errors,
    LinkReads Reads)
{
    /// <summary>What the models of the closure's prompts may call; null for nothing.</summary>
    public ImmutableArray<PlannedTool>? Tools { get; init; }

    /// <inheritdoc cref="Manifest.Choices"/>
    public ImmutableArray<PlannedChoice>? Choices { get; init; }
}
