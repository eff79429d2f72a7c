using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>Names the recipes that may be chosen and chained for a stated problem.</summary>
public sealed record SolverDefinition
{
    /// <summary>JSON Schema of the input; a string is a reference to a schema entry.</summary>
    public required JsonElement InputSchema { get; init; }

    public JsonElement? ExampleInput { get; init; }

    /// <summary>The recipes to choose from, at least one.</summary>
    public required ImmutableArray<ComponentReference> Recipes { get; init; }

    /// <summary>How many may be chained, 1 to 10.</summary>
    public required int MaxChain { get; init; }
}
