using PromptIntel.Api.Errors;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>
/// Serves what stages produced. Text from a questionnaire may stand in it, so a page is shown without scripts, in an origin of its own,
/// and no browser guesses another type.
/// </summary>
internal static class ArtifactResponses
{
    private const string Sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    public static async Task<IResult> GetAsync(
        Guid id, string name, HttpContext http, Executions executions, CancellationToken cancellationToken, bool download = false)
    {
        if (await executions.GetArtifactAsync(id, name, cancellationToken) is not { Artifact: var artifact } content)
        {
            return ProblemMapping.ArtifactNotFound(id);
        }

        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Sandbox;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, no-cache";
        string mediaType = artifact.MediaType.StartsWith("text/", StringComparison.Ordinal)
            && !artifact.MediaType.Contains("charset", StringComparison.OrdinalIgnoreCase)
            ? $"{artifact.MediaType}; charset=utf-8"
            : artifact.MediaType;
        return TypedResults.Bytes(
            content.Content,
            mediaType,
            download ? artifact.Name : null,
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{artifact.Hash}\""));
    }
}
