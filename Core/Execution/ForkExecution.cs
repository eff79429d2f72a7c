using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

/// <summary>A new run from a stage of an old one: what does not depend on that stage keeps its results.</summary>
public sealed record ForkExecution
{
    public required Guid Origin { get; init; }

    /// <summary>Path of the first stage that runs anew.</summary>
    public required string Stage { get; init; }

    /// <summary>What runs instead of what the origin was pinned to.</summary>
    public ForkPins Pins { get; init; } = ForkPins.AsBefore;

    /// <summary>Null takes the origin's. Stages that are kept are not run again for another input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Null takes the origin's.</summary>
    public string? UserId { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }
}

/// <summary>Which versions a fork uses.</summary>
/// <param name="Repins">Everything at the version it has now; otherwise at the origin's.</param>
/// <param name="Versions">Entries of the closure at versions of their own, whatever else holds.</param>
/// <param name="Model">An alias or <c>provider/model</c> that every prompt asks; null leaves each its own.</param>
public sealed record ForkPins(bool Repins, ImmutableArray<ComponentReference> Versions, string? Model)
{
    public static ForkPins AsBefore { get; } = new(Repins: false, [], Model: null);
}
