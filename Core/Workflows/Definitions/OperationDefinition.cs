using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>An atomic unit of work: a type, its static settings and its schemas.</summary>
public sealed record OperationDefinition
{
    /// <summary>Selects the <see cref="IOperation"/>.</summary>
    public required string Type { get; init; }

    /// <summary>JSON Schema of the input, or a string that names a schema entry; null accepts any object.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>JSON Schema of the output, or a string that names a schema entry; null promises nothing.</summary>
    public JsonElement? OutputSchema { get; init; }

    /// <summary>The static settings; always an object.</summary>
    public required JsonElement Settings { get; init; }
}
