using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// A recipe that a solver may choose, flattened as if it were the workflow: paths and scopes begin at the recipe. Where it is chosen its
/// stages are put below <c>run/n/name</c>.
/// </summary>
public sealed record PlannedChoice
{
    public required PinnedReference Recipe { get; init; }

    /// <inheritdoc cref="Manifest.Stages"/>
    public required ImmutableArray<PlannedStage> Stages { get; init; }

    /// <inheritdoc cref="Manifest.Scopes"/>
    public required ImmutableArray<PlannedScope> Scopes { get; init; }

    /// <summary>The wires of its output.</summary>
    public required JsonElement Output { get; init; }

    /// <inheritdoc cref="PlannedScope.InputSchema"/>
    public JsonElement? InputSchema { get; init; }

    /// <inheritdoc cref="PlannedScope.ChecksInput"/>
    public bool ChecksInput { get; init; }
}

/// <summary>The stages that every solver has, and what its plans say.</summary>
public static class SolverStages
{
    /// <summary>Plans; its output is the plan.</summary>
    public const string Plan = "plan";

    /// <summary>Waits for the answer when the plan asks.</summary>
    public const string Ask = "ask";

    /// <summary>Plans the option that was chosen; its output is the plan that counts.</summary>
    public const string Choose = "choose";

    /// <summary>The type of the operation behind <see cref="Plan"/> and <see cref="Choose"/>.</summary>
    public const string PlanType = "solver.plan";

    /// <summary>What a plan begins with where an input comes from a material, before its name.</summary>
    public const string MaterialPrefix = "materials/";

    /// <summary>Where an input comes from the problem itself.</summary>
    public const string Problem = "problem";

    /// <summary>The field of a material that is a text.</summary>
    public const string MaterialText = "text";

    /// <summary>The field of a material that is the id of an uploaded document.</summary>
    public const string MaterialDocument = "document_id";

    private static readonly string[] MaterialFields = [MaterialText, MaterialDocument, "value"];

    /// <summary>The field that has what a material is; null where it has none, or is no object.</summary>
    public static string? MaterialField(JsonElement material) => material.ValueKind == JsonValueKind.Object
        ? MaterialFields.FirstOrDefault(
            field => material.TryGetProperty(field, out JsonElement given) && given.ValueKind != JsonValueKind.Null)
        : null;
}
