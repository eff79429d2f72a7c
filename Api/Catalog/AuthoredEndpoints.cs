using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Api.Catalog;

/// <summary>The authored text as a request body: what <c>GET</c> gives as <c>text/markdown</c>, edited, comes back as a new version.</summary>
internal static class AuthoredEndpoints
{
    private const string Markdown = "text/markdown";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapAuthored(this IEndpointRouteBuilder prompts, string entryPath) =>
        prompts.MapPut(entryPath, PutAsync).WithName("PutPrompt").WithSummary("Append a version from its authored text; If-Match guards it")
            .Accepts<string>(Markdown, "text/plain", "application/yaml").RequireAuthorization(Policies.Editor);

    private static async Task<Results<Ok<EntryResponse>, ProblemHttpResult>> PutAsync(
        string @namespace, string name, HttpContext http, PromptCatalog catalog, CatalogWriter writer, CancellationToken cancellationToken, [FromQuery(Name = "change_note")] string? changeNote = null)
    {
        var key = new EntryKey(@namespace, name);
        int? expected = null;

        if (http.Request.Headers.IfMatch is { Count: > 0 } tags && tags != "*")
        {
            if (catalog.FindDocument(key, default) is not { } current)
            {
                return ProblemMapping.EntryNotFound(@namespace, name);
            }

            if (!PromptDocuments.IsCurrent(tags, current))
            {
                return Stale(current.Version.Number);
            }

            expected = current.Version.Number;
        }

        if (await ReadAsync(http.Request, cancellationToken) is not { } text)
        {
            return Problems.Invalid("body", "must be text in UTF-8");
        }

        WriteResult result = await writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = key,
                Content = JsonSerializer.SerializeToElement(text),
                ChangeNote = changeNote,
                ExpectedCurrent = expected,
                Author = Caller.Of(http).Name,
                MayPublish = Caller.Of(http).MayPublish,
            },
            cancellationToken);

        return result switch
        {
            WriteResult.Written written => Answer(http, written),
            WriteResult.VersionConflict conflict when expected is not null => Stale(conflict.LatestVersion),
            _ => ProblemMapping.ToProblem(result),
        };
    }

    private static Ok<EntryResponse> Answer(HttpContext http, WriteResult.Written written)
    {
        http.Response.Headers.ETag = PromptDocuments.TextTag(new CatalogDocument(written.State.Versions[written.Version]));
        return TypedResults.Ok(written.ToResponse());
    }

    private static ProblemHttpResult Stale(int version) => Problems.Result(
        StatusCodes.Status412PreconditionFailed, ProblemCodes.PreconditionFailed, "Somebody wrote in between", $"The entity tag is not that of what everybody gets, which is version {version}.");

    /// <summary>Null when the bytes are not UTF-8.</summary>
    private static async Task<string?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(request.Body, StrictUtf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
