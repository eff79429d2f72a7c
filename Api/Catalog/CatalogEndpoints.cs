using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Rewriting;

namespace PromptIntel.Api.Catalog;

/// <summary>List, create, update, read, archive, restore.</summary>
internal static class CatalogEndpoints
{
    /// <summary>Where in the change log an answer stands.</summary>
    public static readonly string PositionHeader = HeaderField.Position.Name;

    private const string EntryPath = "/{namespace}/{name}";

    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
        var prompts = api.MapGroup("/prompts").WithTags("Catalog").AuditedByStore();

        prompts.MapGet("/catalog", ListAsync)
            .WithName("ListCatalog")
            .WithSummary("Every entry by namespace, as everybody gets it")
            .Produces<CatalogResponse>()
            .Produces(StatusCodes.Status304NotModified)
            .Answers(HeaderField.Position);
        prompts.MapPost("/update", UpdateAsync)
            .WithName("UpdatePrompt")
            .WithSummary("Append a version, with suggestions or new content")
            .RequireAuthorization(Policies.Editor);
        prompts.MapPost("", CreateAsync)
            .WithName("CreatePrompt")
            .WithSummary("Create an entry; over an archived one, restore it with this as its next version (publishers)")
            .RequireAuthorization(Policies.Editor);
        prompts.MapGet(EntryPath, PromptDocuments.GetAsync)
            .WithName(PromptDocuments.RouteName)
            .WithSummary("One version, by number or label")
            .Produces<PromptDocument>(contentType: "application/json", additionalContentTypes: "text/markdown")
            .Produces(StatusCodes.Status304NotModified);
        prompts.MapDelete(EntryPath, ArchiveAsync)
            .WithName("ArchivePrompt")
            .WithSummary("Archive; versions stay readable by number")
            .RequireAuthorization(Policies.Publisher);
        prompts.MapPost($"{EntryPath}/restore", RestoreAsync)
            .WithName("RestorePrompt")
            .WithSummary("Bring an archived entry back as it was, labels too")
            .RequireAuthorization(Policies.Publisher);
        prompts.MapAuthored(EntryPath);
        prompts.MapRevisions(EntryPath);
        prompts.MapLabels(EntryPath);
        prompts.MapSuggestions(EntryPath);
        prompts.MapTransfer();
    }

    private static async Task<IResult> ListAsync(
        PromptCatalog catalog, CatalogLists lists, HttpContext http, string? @namespace = null,
        [OneOf<EntryKind>] string? kind = null, string? tag = null,
        string? cursor = null, int? limit = null, string? user_id = null)
    {
        var errors = new RequestErrors();
        errors.Require(@namespace is null || EntryKey.IsNamespace(@namespace), "namespace", $"must match {EntryKey.NamespacePattern}");
        errors.RequireKind(kind);
        errors.RequireRange(limit, 1, 10_000, "limit");
        errors.RequireUser(user_id);
        string after = "";
        errors.RequireCursor(cursor is null || Cursor.TryDecode(cursor, out after));
        // Read before the list is made, so that it holds at least this: where a client's own cache begins to follow the changes.
        http.Response.Headers[PositionHeader] = catalog.Position.ToString(CultureInfo.InvariantCulture);

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        await lists.Get(new CatalogQuestion(new CatalogFilter(@namespace, kind, tag), after, limit)).WriteAsync(http);
        return Results.Empty;
    }

    private static async Task<Results<Ok<UpdatePromptResponse>, ProblemHttpResult>> UpdateAsync(
        UpdatePromptRequest request, HttpContext http, CatalogWriter writer, SuggestionRewriter rewriter, IOptions<ApiOptions> options,
        CancellationToken cancellationToken)
    {
        UpdateEntryRequest update = request.ToUpdate(Caller.Of(http));

        if (request.ApplySuggestions)
        {
            RewriteResult rewrite = await rewriter.RewriteAsync(update, options.Value.MaxWait, cancellationToken);

            if (rewrite is not RewriteResult.Rewritten rewritten)
            {
                return ProblemMapping.ToProblem(rewrite);
            }

            update = rewritten.Update;
        }

        WriteResult result = await writer.UpdateAsync(update, cancellationToken);
        return result is WriteResult.Written written ? TypedResults.Ok(written.ToUpdateResponse()) : ProblemMapping.ToProblem(result);
    }

    private static async Task<Results<Created<EntryResponse>, ProblemHttpResult>> CreateAsync(
        CreatePromptRequest request, HttpContext http, CatalogWriter writer, CancellationToken cancellationToken)
    {
        WriteResult result = await writer.CreateAsync(request.ToCreate(Caller.Of(http)), cancellationToken);
        return result is WriteResult.Written written
            ? TypedResults.Created(EntryLinks.Of(written.State.Key), written.ToResponse(request.Content))
            : ProblemMapping.ToProblem(result);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ArchiveAsync(
        string @namespace, string name, HttpContext http, CatalogWriter writer, CancellationToken cancellationToken)
    {
        WriteResult result = await writer.ArchiveAsync(new EntryKey(@namespace, name), Caller.Of(http).Name, cancellationToken);
        // Archived before: to callers the entry is not there.
        return result is WriteResult.Written or WriteResult.Unchanged ? TypedResults.NoContent()
            : result is WriteResult.Archived ? ProblemMapping.EntryNotFound(@namespace, name)
            : ProblemMapping.ToProblem(result);
    }

    private static async Task<Results<Ok<EntryResponse>, ProblemHttpResult>> RestoreAsync(
        string @namespace, string name, HttpContext http, CatalogWriter writer, CancellationToken cancellationToken) =>
        await writer.RestoreAsync(new EntryKey(@namespace, name), Caller.Of(http).Name, cancellationToken) switch
        {
            WriteResult.Written written => TypedResults.Ok(written.ToResponse()),
            WriteResult.Unchanged unchanged => TypedResults.Ok(unchanged.ToResponse()),
            var refused => ProblemMapping.ToProblem(refused),
        };
}
