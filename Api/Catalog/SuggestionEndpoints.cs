using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Api.Catalog;

/// <summary>Proposals to improve an entry, and what became of them.</summary>
internal static class SuggestionEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder prompts, string entryPath)
    {
        prompts.MapGet($"{entryPath}/suggestions", ListAsync)
            .WithName("ListSuggestions")
            .WithSummary("Suggestions in the order they were made");
        prompts.MapPost($"{entryPath}/suggestions", AddAsync)
            .WithName("AddSuggestion")
            .WithSummary("Add a suggestion; no version is made")
            .RequireAuthorization(Policies.Editor);
        prompts.MapPost($"{entryPath}/suggestions/{{id:guid}}/accept", AcceptAsync)
            .WithName("AcceptSuggestion")
            .WithSummary("Mark a suggestion as taken up")
            .RequireAuthorization(Policies.Editor);
        prompts.MapPost($"{entryPath}/suggestions/{{id:guid}}/reject", RejectAsync)
            .WithName("RejectSuggestion")
            .WithSummary("Mark a suggestion as declined")
            .RequireAuthorization(Policies.Editor);
    }

    private static async Task<Results<Ok<ListResponse<SuggestionItem>>, ProblemHttpResult>> ListAsync(
        string @namespace, string name, PromptCatalog catalog, CatalogHistory history, CancellationToken cancellationToken,
        [OneOf<SuggestionStatus>] string? status = null)
    {
        SuggestionStatus wanted = default;

        if (status is not null && !EntryKinds.TryParse(status, out wanted))
        {
            return Problems.Invalid("status", "must be one of: open, accepted, rejected");
        }

        if (catalog.Find(new EntryKey(@namespace, name)) is not { } state)
        {
            return ProblemMapping.EntryNotFound(@namespace, name);
        }

        IReadOnlyList<Suggestion> found = await history.SuggestionsAsync(state.Key, status is null ? null : wanted, cancellationToken);
        return TypedResults.Ok(new ListResponse<SuggestionItem>([.. found.Select(CatalogMapping.ToItem)], null, found.Count));
    }

    private static async Task<Results<Created<SuggestionItem>, ProblemHttpResult>> AddAsync(
        string @namespace, string name, AddSuggestionRequest request, HttpContext http, CatalogWriter writer,
        CancellationToken cancellationToken)
    {
        var key = new EntryKey(@namespace, name);
        WriteResult result = await writer.SuggestAsync(key, [request.Text], Caller.Of(http).UserFor(request.UserId), cancellationToken);
        return result is WriteResult.Written { Suggestion: { } suggestion }
            ? TypedResults.Created($"{EntryLinks.Of(key)}/suggestions", suggestion.ToItem())
            : ProblemMapping.ToProblem(result);
    }

    private static Task<Results<Ok<SuggestionItem>, ProblemHttpResult>> AcceptAsync(
        string @namespace, string name, Guid id, HttpContext http, CatalogWriter writer, CatalogHistory history,
        CancellationToken cancellationToken) =>
        ResolveAsync(new EntryKey(@namespace, name), id, SuggestionStatus.Accepted, http, writer, history, cancellationToken);

    private static Task<Results<Ok<SuggestionItem>, ProblemHttpResult>> RejectAsync(
        string @namespace, string name, Guid id, HttpContext http, CatalogWriter writer, CatalogHistory history,
        CancellationToken cancellationToken) =>
        ResolveAsync(new EntryKey(@namespace, name), id, SuggestionStatus.Rejected, http, writer, history, cancellationToken);

    private static async Task<Results<Ok<SuggestionItem>, ProblemHttpResult>> ResolveAsync(
        EntryKey key, Guid id, SuggestionStatus status, HttpContext http, CatalogWriter writer, CatalogHistory history,
        CancellationToken cancellationToken)
    {
        WriteResult result = await writer.ResolveSuggestionAsync(key, id, status, Caller.Of(http).Name, cancellationToken);

        if (result is not WriteResult.Written)
        {
            return ProblemMapping.ToProblem(result);
        }

        IReadOnlyList<Suggestion> resolved = await history.SuggestionsAsync(key, status, cancellationToken);
        return TypedResults.Ok(resolved.First(suggestion => suggestion.Id == id).ToItem());
    }
}
