using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>A recipe as its author wrote it: a DAG of stages. Immutable; syntactically right, references not yet looked up.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>JSON Schema of the input; a string is a reference to a schema entry.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>An input that the recipe can be tried with; null when the author gave none.</summary>
    public JsonElement? ExampleInput { get; init; }

    /// <summary>Wires of the output.</summary>
    public required JsonElement Output { get; init; }

    /// <summary>In the order written.</summary>
    public required ImmutableArray<StageDefinition> Stages { get; init; }
}

/// <summary>One stage of a recipe.</summary>
public sealed record StageDefinition
{
    public required string Id { get; init; }

    public string? Description { get; init; }

    public required ComponentReference Uses { get; init; }

    /// <summary>Settings and wires; always an object.</summary>
    public required JsonElement With { get; init; }

    /// <summary>Ids of stages; the default, the stage before, is filled in.</summary>
    public required ImmutableArray<string> Needs { get; init; }

    public string? When { get; init; }

    public ForEachPolicy? ForEach { get; init; }

    public RetryPolicy? Retry { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool IsCached { get; init; }

    /// <summary>Tighter than the operation's; a string is a reference to a schema entry.</summary>
    public JsonElement? OutputSchema { get; init; }
}
