using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Json;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// The authored text as a request body: what <c>GET</c> gives as <c>text/markdown</c>, edited, comes back as a new version; where nothing
/// stands it creates a prompt, from YAML what its <c>kind</c> says. As JSON it has the same fields.
/// </summary>
internal static class AuthoredEndpoints
{
    private const string Markdown = "text/markdown";

    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = StorableJson.MaxWrappedDepth, AllowDuplicateProperties = false };

    public static void MapAuthored(this IEndpointRouteBuilder prompts, string entryPath) =>
        prompts.MapPut(entryPath, PutAsync)
            .WithName("PutPrompt")
            .WithSummary("Append a version from its authored text, or create the prompt; If-Match and If-None-Match guard it")
            .Accepts<string>(Markdown, "text/plain", "application/yaml", "application/json")
            .Reads(HeaderField.IfMatch, HeaderField.IfNoneMatch)
            .Answers(HeaderField.ETag)
            .RequireAuthorization(Policies.Editor);

    private static async Task<Results<Ok<EntryResponse>, Created<EntryResponse>, ProblemHttpResult>> PutAsync(
        string @namespace, string name, HttpContext http, PromptCatalog catalog, CatalogWriter writer, CancellationToken cancellationToken,
        [FromQuery(Name = "change_note")] string? changeNote = null)
    {
        var key = new EntryKey(@namespace, name);
        EntryVersion? standing = catalog.Find(key)?.Current;
        bool mustBeNew = http.Request.Headers.IfNoneMatch == "*";

        if (Refusal(http.Request.Headers, standing) is { } refusal)
        {
            return refusal;
        }

        if (changeNote is not null && StorableJson.FaultOf(changeNote) is { } fault)
        {
            return Problems.Invalid("change_note", fault);
        }

        (JsonElement content, ProblemHttpResult? unreadable) = await ReadAsync(http.Request, cancellationToken);

        if (unreadable is not null)
        {
            return unreadable;
        }

        (EntryKind? kind, ProblemHttpResult? unknown) = standing is null ? KindOf(http.Request, content) : default;

        if (unknown is not null)
        {
            return unknown;
        }

        Caller caller = Caller.Of(http);
        bool isGuarded = http.Request.Headers.IfMatch is { Count: > 0 } tags && tags != "*";
        WriteResult? result = standing is not null
            ? null
            : await writer.CreateAsync(
                new CreateEntryRequest
                {
                    Key = key,
                    Kind = kind,
                    Content = content,
                    ChangeNote = changeNote,
                    Author = caller.Name,
                    MayPublish = caller.MayPublish,
                    Namespaces = caller.Namespaces,
                }, cancellationToken);

        if (result is WriteResult.Written created)
        {
            Tag(http, created);
            return TypedResults.Created(EntryLinks.Of(key), created.ToResponse(content));
        }

        // Somebody else may have created it in between: then this is the next version, unless it had to be the first.
        if (result is null || (result is WriteResult.NameTaken && !mustBeNew))
        {
            result = await writer.UpdateAsync(
                new UpdateEntryRequest
                {
                    Key = key,
                    Content = content,
                    ChangeNote = changeNote,
                    ExpectedCurrent = isGuarded ? standing?.Number : null,
                    Author = caller.Name,
                    MayPublish = caller.MayPublish,
                    Namespaces = caller.Namespaces,
                },
                cancellationToken);
        }

        switch (result)
        {
            case WriteResult.Written written:
                Tag(http, written);
                return TypedResults.Ok(written.ToResponse(content));
            case WriteResult.NameTaken taken:
                return Stands(taken.State.LatestVersion);
            case WriteResult.VersionConflict conflict when isGuarded:
                return Stale(conflict.LatestVersion);
            default:
                return ProblemMapping.ToProblem(result);
        }
    }

    /// <summary>What the conditions of the request say against what stands there.</summary>
    private static ProblemHttpResult? Refusal(IHeaderDictionary headers, EntryVersion? standing)
    {
        StringValues ifMatch = headers.IfMatch;

        if (standing is null)
        {
            return ifMatch.Count == 0 ? null : Precondition("Nothing stands here", "If-Match asks for a version, and there is none.");
        }

        var document = new CatalogDocument(standing);

        if (ifMatch.Count > 0 && ifMatch != "*" && !PromptDocuments.IsCurrent(ifMatch, document))
        {
            return Stale(standing.Number);
        }

        StringValues ifNoneMatch = headers.IfNoneMatch;
        return ifNoneMatch.Count > 0 && (ifNoneMatch == "*" || PromptDocuments.IsCurrent(ifNoneMatch, document))
            ? Stands(standing.Number)
            : null;
    }

    private static void Tag(HttpContext http, WriteResult.Written written) =>
        http.Response.Headers.ETag = PromptDocuments.TextTag(new CatalogDocument(written.State.Versions[written.Version]));

    private static ProblemHttpResult Stale(int version) =>
        Precondition("Somebody wrote in between", $"The entity tag is not that of what everybody gets, which is version {version}.");

    private static ProblemHttpResult Stands(int version) =>
        Precondition("Something stands here", $"If-None-Match asks for nothing here, and there is version {version}.");

    private static ProblemHttpResult Precondition(string title, string detail) =>
        Problems.Result(StatusCodes.Status412PreconditionFailed, ProblemCodes.PreconditionFailed, title, detail);

    /// <summary>The content; a template without front matter is without the line feed that ends its file.</summary>
    private static async Task<(JsonElement Content, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        string? text = Utf8Text.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), out EntryError? error);

        if (text is null)
        {
            return (default, Problems.Invalid("body", error!.ToString()));
        }

        return request.HasJsonContentType()
            ? ReadJson(text)
            : (JsonSerializer.SerializeToElement(PromptMarkdown.HasFrontMatter(text) ? text : text.TrimEnd('\r', '\n')), null);
    }

    /// <summary>What a new entry is: YAML says it; every other text is a prompt, and so is YAML that only stands before one.</summary>
    private static (EntryKind? Kind, ProblemHttpResult? Problem) KindOf(HttpRequest request, JsonElement content)
    {
        string text = content.ValueKind == JsonValueKind.String ? content.GetString()! : "";

        if (request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) != true || PromptMarkdown.HasFrontMatter(text))
        {
            return default;
        }

        AuthoredEntry authored = ComponentYaml.Parse(text, expected: null);
        return authored.Draft is { } draft
            ? (draft.Kind, null)
            : (null, ProblemMapping.ToProblem(new WriteResult.Invalid(authored.Errors)));
    }

    private static (JsonElement Content, ProblemHttpResult? Problem) ReadJson(string text)
    {
        try
        {
            JsonElement content = JsonElement.Parse(text, Strict);
            return content.ValueKind is not (JsonValueKind.Object or JsonValueKind.String)
                ? (content, Problems.Invalid("$", "must be an object or a string"))
                : StorableJson.FaultOf(content) is { } fault
                ? (content, Problems.Invalid(fault.Path.Length == 0 ? "$" : fault.Path, fault.Message))
                : (content, null);
        }
        catch (JsonException exception)
        {
            return (default, TypedResults.Problem(JsonProblems.Describe(exception)));
        }
    }
}
