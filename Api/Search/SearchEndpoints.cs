using System.Collections.Immutable;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Api.Search;

/// <summary>Find entries by meaning and words.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api) =>
        api.MapPost("/prompts/search", SearchAsync)
            .WithTags("Search")
            .WithName("SearchPrompts")
            .WithSummary("Search by meaning and words")
            .NotAudited();

    private static async Task<Results<Ok<SearchResponse>, ProblemHttpResult>> SearchAsync(
        SearchRequest request, PromptSearch search, CancellationToken cancellationToken)
    {
        string[] unknown = [.. request.Facets?.Keys.Where(facet => !SearchFacets.Names.Contains(facet)) ?? []];

        if (unknown.Length > 0)
        {
            return ProblemMapping.ToUnknownFacets(unknown);
        }

        var query = new SearchQuery
        {
            Text = request.Query,
            Namespace = request.Namespace,
            Kind = EntryKinds.TryParse(request.Kind, out EntryKind kind) ? kind : null,
            Tags = [.. request.Tags ?? []],
            Facets = request.Facets?.ToImmutableDictionary(facet => facet.Key, facet => facet.Value.ToImmutableArray())
                ?? ImmutableDictionary<string, ImmutableArray<string>>.Empty,
            Limit = request.Limit,
            Explain = request.Explain,
        };
        SearchAnswer answer = await search.SearchAsync(query, cancellationToken);
        return TypedResults.Ok(new SearchResponse("success", request.Query, [.. answer.Hits.Select(ToItem)], answer.Total));
    }

    private static SearchResultItem ToItem(SearchHit hit) => new(
        hit.Version.Key.Name, hit.Version.Key.Namespace, hit.Version.Kind.ToText(), hit.Version.Number, Math.Round(hit.Score, 4),
        hit.Version.Description, hit.Highlights, hit.Explanation);
}
