using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Execution.Batches;

/// <summary>Many inputs for one workflow.</summary>
public sealed record StartBatch
{
    public required EntryKey Workflow { get; init; }

    public VersionSelector Version { get; init; }

    public required ImmutableArray<JsonElement> Inputs { get; init; }

    /// <summary>At least 1.</summary>
    public int MaxParallel { get; init; } = 10;

    public bool StopOnItemError { get; init; }

    public int? MaxFailures { get; init; }

    public string? UserId { get; init; }

    /// <summary>Of each item.</summary>
    public ExecutionBudget? ItemBudget { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }
}
