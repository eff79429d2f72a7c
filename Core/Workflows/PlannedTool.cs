using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>A pinned prompt or operation that a pinned prompt's model may call.</summary>
public sealed record PlannedTool
{
    /// <summary>The longest name that endpoints take.</summary>
    internal const int LongestFunction = 64;

    /// <summary>As the model calls it: namespace and name with a <c>_</c> between them and for every other sign.</summary>
    public required string Function { get; init; }

    /// <summary>The entry's, for the model.</summary>
    public required string Description { get; init; }

    /// <summary>JSON Schema, an object, that the model's arguments must satisfy; references resolved.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>How a call runs: as a stage of this operation would, at the place of the stage that made it.</summary>
    public required PlannedStage Stage { get; init; }
}
