using System.IO.Pipelines;

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// One version of an entry: bytes serialised once, an entity tag of version and content hash, 304 for who has it. A read by number may
/// be kept for ever, unless the version includes others; a read by label must be asked again.
/// </summary>
internal static class PromptDocuments
{
    public const string RouteName = "GetPrompt";

    private const string Forever = "private, max-age=31536000, immutable";
    public const string AskAgain = "private, no-cache";
    public const string Json = "application/json; charset=utf-8";
    private const string Markdown = "text/markdown; charset=utf-8";
    private const string PlainText = "text/plain; charset=utf-8";

    public static async Task<IResult> GetAsync(
        string @namespace, string name, HttpContext http, PromptCatalog catalog, ComposedPrompts composed,
        CancellationToken cancellationToken, int? version = null, string? label = null,
        [OneOf("json", "markdown")] string? format = null)
    {
        var errors = new RequestErrors();
        errors.RequireOneSelector(version, label);
        errors.Require(format is null or "json" or "markdown", "format", "must be one of: json, markdown");

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var key = new EntryKey(@namespace, name);

        if (catalog.Find(key) is not { } state || (state.IsArchived && version is null))
        {
            return ProblemMapping.EntryNotFound(@namespace, name);
        }

        if (await catalog.GetDocumentAsync(key, RequestErrorsExtensions.ToSelector(version, label), cancellationToken) is not { } document)
        {
            return ProblemMapping.VersionNotFound(@namespace, name);
        }

        if (format == "markdown" || (format is null && WantsMarkdown(http.Request)))
        {
            await WriteTextAsync(http, document, isImmutable: version is not null);
        }
        else
        {
            await WriteJsonAsync(http, composed.Document(document), isImmutable: version is not null && !document.IncludesOthers);
        }

        return Results.Empty;
    }

    /// <summary>The answer itself, without binding and filters.</summary>
    public static Task WriteJsonAsync(HttpContext http, CatalogDocument document, bool isImmutable)
    {
        HttpResponse response = http.Response;
        IHeaderDictionary headers = response.Headers;
        headers.ETag = document.ETag;
        headers.CacheControl = isImmutable ? Forever : AskAgain;
        headers.Vary = "Accept";

        if (IsKnown(http.Request.Headers.IfNoneMatch, document.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = Json;
        headers.ContentLength = document.Json.Length;
        ValueTask<FlushResult> flushed = response.BodyWriter.WriteAsync(document.Json);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }

    /// <summary>The entity tag of a version's authored text.</summary>
    public static string TextTag(CatalogDocument document) => $"{document.ETag[..^1]}-text\"";

    /// <summary>Whether an <c>If-Match</c> names this version, in any form and with whatever it included then.</summary>
    public static bool IsCurrent(StringValues ifMatch, CatalogDocument document) =>
        ifMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(
            tag => tag == document.ETag || tag.StartsWith($"{document.ETag[..^1]}-", StringComparison.Ordinal));

    private static async Task WriteTextAsync(HttpContext http, CatalogDocument document, bool isImmutable)
    {
        string tag = TextTag(document);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = isImmutable ? Forever : AskAgain;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.XContentTypeOptions = "nosniff";

        if (IsKnown(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = document.Version.Kind == EntryKind.Prompt ? Markdown : PlainText;
        await http.Response.WriteAsync(document.Text, http.RequestAborted);
    }

    /// <summary>Whether Markdown is named, and JSON is not named as liked better.</summary>
    private static bool WantsMarkdown(HttpRequest request)
    {
        if (!request.Headers.Accept.ToString().Contains("text/markdown", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        double markdown = Liking("text/markdown");
        return markdown > 0 && markdown >= Liking("application/json");

        double Liking(string type) => accepted.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>Whether the client names the tag, weakly or not, or any.</summary>
    public static bool IsKnown(StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0)
        {
            return false;
        }

        string header = ifNoneMatch.ToString();
        return header == "*" || header.Contains(tag, StringComparison.Ordinal);
    }
}
