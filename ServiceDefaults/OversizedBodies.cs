using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// Answers 413 to a body over the limit of its route, and lets the server read to the end of one that is not far over it: a connection
/// that is closed while its client sends is broken for the client, who then never reads the answer (RFC 9112, 9.6). Put behind
/// routing, which knows the limit, and behind what writes the error of a bare status or of an exception.
/// </summary>
public sealed class OversizedBodies(RequestDelegate next)
{
    /// <summary>Bytes over the limit that are read and thrown away; the server takes five seconds for them at most.</summary>
    private const long Discarded = 64 << 20;

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } most } limit
            || http.Request.ContentLength <= most
            || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return next(http);
        }

        limit.MaxRequestBodySize = most + Discarded;

        if (http.Request.ContentLength is null)
        {
            http.Request.Body = new LimitedBody(http.Request.Body, most);
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }
}
