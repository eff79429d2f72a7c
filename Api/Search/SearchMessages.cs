using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Search;

internal sealed record SearchRequest : ICheckedRequest
{
    public required string Query { get; init; }

    /// <summary>Default: every namespace.</summary>
    public string? Namespace { get; init; }

    public string? Kind { get; init; }

    /// <summary>All must be carried.</summary>
    public string[]? Tags { get; init; }

    public int Limit { get; init; } = 10;

    public string? UserId { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Query), "query", "must not be empty");
        errors.RequireLength(Query, 4000, "query");
        errors.Require(
            Namespace is null || Core.Catalog.EntryKey.IsNamespace(Namespace),
            "namespace",
            $"must match {Core.Catalog.EntryKey.NamespacePattern}");
        errors.RequireKind(Kind);
        errors.RequireRange(Limit, 1, 100, "limit");
        errors.RequireUser(UserId);
    }
}

/// <param name="Total">Matches before the limit.</param>
internal sealed record SearchResponse(string Status, string Query, IReadOnlyList<SearchResultItem> Results, int Total);

/// <param name="Score">0 to 1, comparable within one answer.</param>
/// <param name="Highlights">Passages with the matched words between <c>**</c>.</param>
internal sealed record SearchResultItem(
    string Name, string Namespace, string Kind, int Version, double Score, string Description, IReadOnlyList<string> Highlights);
