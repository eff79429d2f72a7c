using System.Collections.Immutable;

namespace PromptIntel.Core.Execution;

/// <summary>Which executions a list shows; null is no condition.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Name of the workflow, with or without its namespace.</summary>
    public string? Workflow { get; init; }

    public int? Version { get; init; }

    public ExecutionStatus? Status { get; init; }

    public string? UserId { get; init; }

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Created before.</summary>
    public DateTimeOffset? Until { get; init; }

    public Guid? BatchId { get; init; }

    /// <summary>
    /// Stands in the input or the error, small letters of A to Z like great ones, or begins the id. With it a page looks at
    /// <see cref="MostSearched"/> runs at most, the newest that fit the rest, and its total counts those; the next page goes on behind
    /// them.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>How many runs one page looks at for a text: reading them is what a search costs.</summary>
    public const int MostSearched = 20_000;
}

/// <summary>One page of a list, newest first.</summary>
/// <param name="NextCursor">Gives the next page; null on the last. Opaque to callers.</param>
/// <param name="Total">Of the whole list.</param>
public sealed record ExecutionPage<T>(ImmutableArray<T> Items, string? NextCursor, long Total);
