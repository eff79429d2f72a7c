using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Execution.Batches;

/// <summary>Many inputs for one workflow.</summary>
public sealed record StartBatch
{
    public required EntryKey Workflow { get; init; }

    public VersionSelector Version { get; init; }

    /// <summary>Empty when they are uploaded.</summary>
    public ImmutableArray<JsonElement> Inputs { get; init; } = [];

    /// <summary>At least 1.</summary>
    public int MaxParallel { get; init; } = 10;

    public bool StopOnItemError { get; init; }

    public int? MaxFailures { get; init; }

    /// <summary><see cref="ClaimShares.LowestPriority"/> to <see cref="ClaimShares.HighestPriority"/>.</summary>
    public int Priority { get; init; } = ClaimShares.DefaultPriority;

    public string? UserId { get; init; }

    /// <summary>Of each item.</summary>
    public ExecutionBudget? ItemBudget { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }
}

/// <summary>One input of an upload, or what is wrong with its line.</summary>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record UploadedItem(int Line, JsonElement Input, LineError? Error)
{
    public static UploadedItem Broken(int line, string field, string detail) => new(line, default, new LineError(line, field, detail));
}
