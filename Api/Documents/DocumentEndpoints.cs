using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Documents;

namespace PromptIntel.Api.Documents;

/// <summary>
/// Upload documents and read their text. Whoever may see a user's executions may see his documents; what a caller may not see does not
/// exist for him, because an id can be computed from bytes that were never his to upload.
/// </summary>
internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        var documents = api.MapGroup("/documents").WithTags("Documents").OutsideNamespaces().AddEndpointFilter(RefuseOtherIdsAsync);

        documents.MapGet("", ListAsync).WithName("ListDocuments").WithSummary("Uploaded documents, newest first");
        documents.MapPost("", UploadAsync)
            .WithName("UploadDocument")
            .WithSummary("Upload one PDF or text; the same bytes are the same document")
            .NotAudited()
            .Accepts<UploadDocumentForm>(UploadForm.MediaType)
            .WithBodyLimit<DocumentOptions>(options => options.MaxBytes + UploadForm.Overhead);
        documents.MapGet("/{id}", GetAsync).WithName("GetDocument").WithSummary("One document: type, pages, what could not be read");
        documents.MapGet("/{id}/text", GetTextAsync)
            .WithName("GetDocumentText")
            .WithSummary("Its text in reading order, with the place of every line, table cell and word");
        documents.MapGet("/{id}/content", GetContentAsync)
            .WithName("GetDocumentContent")
            .WithSummary("The bytes that were uploaded")
            .Produces<string>(contentType: "application/octet-stream");
        documents.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteDocument")
            .Audited("document.deleted", "documents/{id}")
            .WithSummary("Remove the caller's upload, and the document when nobody else's is left");
    }

    private static async Task<Results<Ok<ListResponse<DocumentItem>>, ProblemHttpResult>> ListAsync(
        HttpContext http, IDocumentStore store, CancellationToken cancellationToken, string? user_id = null, string? cursor = null,
        int limit = 50)
    {
        bool isCursor = Guid.TryParse(cursor, out Guid last);
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || isCursor);
        errors.RequireUser(user_id);

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if (user_id is not null && !Caller.Of(http).MaySeeExecutionOf(user_id))
        {
            return ProblemMapping.SomebodyElses();
        }

        DocumentReach reach = user_id is null ? MaySee(http) : DocumentReach.Of(user_id);
        DocumentListPage page = await store.ListAsync(reach, isCursor ? last : null, limit, cancellationToken);
        return TypedResults.Ok(
            new ListResponse<DocumentItem>([.. page.Items.Select(DocumentMapping.ToItem)], page.Next?.ToString(), page.Total));
    }

    private static async Task<Results<Created<DocumentItem>, Ok<DocumentItem>, ProblemHttpResult>> UploadAsync(
        HttpContext http, DocumentLibrary library, IOptions<DocumentOptions> options, CancellationToken cancellationToken,
        string? user_id = null)
    {
        var errors = new RequestErrors();
        errors.RequireUser(user_id);

        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        (UploadedFile? file, ProblemHttpResult? problem) = await UploadForm.ReadAsync(
            http.Request, options.Value.MaxBytes, cancellationToken);
        return problem ?? Answer(
            http, await library.UploadAsync(file!, Caller.Of(http).UserFor(user_id), cancellationToken));
    }

    private static Results<Created<DocumentItem>, Ok<DocumentItem>, ProblemHttpResult> Answer(HttpContext http, UploadResult result)
    {
        if (result is UploadResult.Busy busy)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(busy.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return result switch
        {
            UploadResult.Kept { IsFirst: true, Document: var document } =>
                TypedResults.Created($"/api/documents/{document.Facts.Id}", document.ToItem()),
            UploadResult.Kept kept => TypedResults.Ok(kept.Document.ToItem()),
            _ => ProblemMapping.ToProblem(result),
        };
    }

    private static async Task<Results<Ok<DocumentItem>, ProblemHttpResult>> GetAsync(
        string id, HttpContext http, IDocumentStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, MaySee(http), cancellationToken) is { } document
            ? TypedResults.Ok(document.ToItem())
            : ProblemMapping.DocumentNotFound();

    private static async Task<Results<Ok<DocumentTextResponse>, ProblemHttpResult>> GetTextAsync(
        string id, HttpContext http, IDocumentStore store, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(id, MaySee(http), cancellationToken) is not { } reading)
        {
            return ProblemMapping.DocumentNotFound();
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(reading.ToResponse(id));
    }

    /// <summary>To be kept, never to be shown: what strangers sent is no page of this origin.</summary>
    private static async Task<IResult> GetContentAsync(
        string id, HttpContext http, IDocumentStore store, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, MaySee(http), cancellationToken) is not { } document
            || await store.FindContentAsync(id, MaySee(http), cancellationToken) is not { } content)
        {
            return ProblemMapping.DocumentNotFound();
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(content, "application/octet-stream", document.Upload.FileName ?? id);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, HttpContext http, IDocumentStore store, CancellationToken cancellationToken, string? user_id = null)
    {
        var errors = new RequestErrors();
        errors.RequireUser(user_id);

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        string? own = Caller.Of(http).ActsOnlyFor;

        if (user_id is not null && own is not null && user_id != own)
        {
            return ProblemMapping.SomebodyElses();
        }

        DocumentReach reach = (user_id ?? own) is { } user ? DocumentReach.Of(user) : DocumentReach.Everybodys;
        return await store.DeleteAsync(id, reach, cancellationToken) ? TypedResults.NoContent() : ProblemMapping.DocumentNotFound();
    }

    /// <summary>What is no id names nothing; stores are asked for ids only.</summary>
    private static async ValueTask<object?> RefuseOtherIdsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("id") is string id && !DocumentIds.IsId(id)
            ? ProblemMapping.DocumentNotFound()
            : await next(context);

    private static DocumentReach MaySee(HttpContext http) =>
        Caller.Of(http).ConfinedTo is { } own ? DocumentReach.Of(own) : DocumentReach.Everybodys;
}
