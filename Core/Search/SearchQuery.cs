using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>A hybrid search over the catalog's current versions.</summary>
public sealed record SearchQuery
{
    public required string Text { get; init; }

    /// <summary>Null searches every namespace.</summary>
    public string? Namespace { get; init; }

    public EntryKind? Kind { get; init; }

    /// <summary>All must be carried.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>By the name of a facet: the values that all must be carried. See <see cref="SearchFacets"/>.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Facets { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public int Limit { get; init; } = 10;

    /// <summary>Whether each hit says why it is one.</summary>
    public bool Explain { get; init; }
}

/// <summary>One hit, best first. <paramref name="Score"/> is in [0, 1] and comparable within one answer only.</summary>
/// <param name="Highlights">Passages with the matched words between <c>**</c>.</param>
/// <param name="Explanation">Null unless it was asked for.</param>
public sealed record SearchHit(
    EntryVersion Version, double Score, ImmutableArray<string> Highlights, SearchExplanation? Explanation = null);

/// <summary>A document of a second collection (league and few-shot examples) to search in.</summary>
/// <param name="Attributes">What a filter may test for equality, such as <c>sport</c> or <c>tier</c>.</param>
public sealed record ExampleDocument(
    string Id, string Collection, string Text, ImmutableDictionary<string, string> Attributes, System.Text.Json.JsonElement Value);

public sealed record ExampleHit(ExampleDocument Document, double Score);

/// <summary>Collections of examples.</summary>
public interface IExampleSearch
{
    /// <summary>A collection as it is stored now; null for an unknown one.</summary>
    Task<IExamples?> OpenAsync(string collection, CancellationToken cancellationToken);
}

/// <summary>The examples of one collection as they were when it was opened. Safe for concurrent use.</summary>
public interface IExamples
{
    /// <summary>The nearest by meaning and words. A text without a known word gives the first that pass the filter, with score 0.</summary>
    /// <param name="filter">Attributes that must be equal; a key the document lacks excludes it.</param>
    IReadOnlyList<ExampleHit> Search(string text, IReadOnlyDictionary<string, string> filter, int limit);
}
