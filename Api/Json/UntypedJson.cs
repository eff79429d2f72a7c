using System.Collections.Frozen;

using Microsoft.Net.Http.Headers;

namespace PromptIntel.Api.Json;

/// <summary>
/// The five routes that every frontend uses read a body without a media type, or with the <c>text/plain</c> that a browser's <c>fetch</c>
/// gives a string, as JSON. Before routing, which would refuse it; read is the body only behind <see cref="Auth.ForeignOrigins"/>.
/// </summary>
internal sealed class UntypedJson(RequestDelegate next)
{
    // The fifth, the catalog's list, has no body.
    private static readonly FrozenSet<string> Routes =
        FrozenSet.Create(
            StringComparer.OrdinalIgnoreCase, "/api/prompts/search", "/api/prompts/update", "/api/prompts/execute", "/api/prompts/batch");

    public Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;

        if (HttpMethods.IsPost(request.Method)
            && Routes.Contains(request.Path.Value ?? "")
            && IsUntyped(request.ContentType, out string? charset))
        {
            request.ContentType = charset is null ? "application/json" : $"application/json; charset={charset}";
        }

        return next(http);
    }

    private static bool IsUntyped(string? contentType, out string? charset)
    {
        charset = null;

        if (string.IsNullOrWhiteSpace(contentType))
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        charset = type.Charset.HasValue ? type.Charset.Value : null;
        return true;
    }
}
