using System.Text.Json.Serialization;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Api.Search;

internal sealed record SearchRequest : ICheckedRequest, INamesNamespace
{
    private const int MostFacetValues = 20;
    private const int LongestFacetValue = 200;

    public required string Query { get; init; }

    /// <summary>Default: every namespace.</summary>
    public string? Namespace { get; init; }

    [OneOf<EntryKind>]
    public string? Kind { get; init; }

    /// <summary>All must be carried.</summary>
    public string[]? Tags { get; init; }

    /// <summary>
    /// By the name of a facet the values that all must be carried: <c>variables</c> that a prompt takes, <c>output_fields</c> that its
    /// output schema has, the <c>model</c> that it names. Another name is refused with 422.
    /// </summary>
    public Dictionary<string, string[]>? Facets { get; init; }

    public int Limit { get; init; } = 10;

    /// <summary>Whether each result says why it is one.</summary>
    public bool Explain { get; init; }

    public string? UserId { get; init; }

    public string? NamespaceOf(ICatalogReader catalog) => Namespace;

    public void Check(RequestErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Query), "query", "must not be empty");
        errors.RequireLength(Query, 4000, "query");
        errors.Require(
            Namespace is null || Core.Catalog.EntryKey.IsNamespace(Namespace),
            "namespace",
            $"must match {Core.Catalog.EntryKey.NamespacePattern}");
        errors.RequireKind(Kind);
        errors.Require(
            Facets is null || Facets.Values.All(values => values is { Length: <= MostFacetValues } && values.All(IsFacetValue)), "facets",
            $"each must be a list of at most {MostFacetValues} values of 1 to {LongestFacetValue} characters");
        errors.RequireRange(Limit, 1, 100, "limit");
        errors.RequireUser(UserId);
    }

    private static bool IsFacetValue(string? value) => value is { Length: > 0 and <= LongestFacetValue };
}

/// <param name="Total">Matches before the limit.</param>
internal sealed record SearchResponse(
    [property: OneOf("success")] string Status, string Query, IReadOnlyList<SearchResultItem> Results, int Total);

/// <param name="Score">0 to 1, comparable within one answer.</param>
/// <param name="Highlights">Passages with the matched words between <c>**</c>.</param>
/// <param name="Explanation">Only where the request asked for it.</param>
internal sealed record SearchResultItem(
    string Name, string Namespace, [property: OneOf<EntryKind>] string Kind, int Version, double Score, string Description,
    IReadOnlyList<string> Highlights,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SearchExplanation? Explanation);
