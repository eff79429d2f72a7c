using System.Collections.Immutable;

namespace PromptIntel.Core.Execution;

/// <summary>Which executions a list shows; null is no condition.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Name of the workflow, with or without its namespace.</summary>
    public string? Workflow { get; init; }

    public ExecutionStatus? Status { get; init; }

    public string? UserId { get; init; }

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    public Guid? BatchId { get; init; }
}

/// <summary>One page of a list, newest first.</summary>
/// <param name="NextCursor">Gives the next page; null on the last. Opaque to callers.</param>
/// <param name="Total">Of the whole list.</param>
public sealed record ExecutionPage<T>(ImmutableArray<T> Items, string? NextCursor, long Total);
