using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace PromptIntel.Web.Access;

/// <summary>
/// After the authentication: whoever is not signed in is led to the sign-in and from there to where he wanted to go. What the console
/// answers may load and ask nothing but this service, and stands in no other page. The socket of live pages is for who is signed in.
/// </summary>
internal sealed class ConsoleAccess(RequestDelegate next, EndpointDataSource endpoints)
{
    // Components and contracts, which are shown in sandboxed frames that have this policy too, bring styles of their own; hence inline
    // styles, and no inline script.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
        + "form-action 'self'; frame-ancestors 'none'";

    private const string Live = "/_blazor";

    private Endpoint? _missing;

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase) && !IsSignedIn(http))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        if (IsPersonWithoutAPage(http))
        {
            http.SetEndpoint(_missing ??= FindMissing());
        }

        EndpointMetadataCollection? metadata = http.GetEndpoint()?.Metadata;
        bool isPage = metadata?.GetMetadata<ComponentTypeMetadata>() is not null;

        if (!isPage && metadata?.GetMetadata<StaticAssetDescriptor>() is null)
        {
            return next(http);
        }

        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";

        if (!isPage)
        {
            return next(http);
        }

        // Pages show what a moment holds, to whom it is for.
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.Pragma = "no-cache";

        if (IsSignedIn(http) || metadata!.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(http);
        }

        http.Response.Redirect($"/sign-in?return={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
        return Task.CompletedTask;
    }

    /// <summary>Who comes by a browser to an address that is none; a program is told so by the API.</summary>
    private static bool IsPersonWithoutAPage(HttpContext http) =>
        http.GetEndpoint() is null
        && HttpMethods.IsGet(http.Request.Method)
        && !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private Endpoint FindMissing() =>
        endpoints.Endpoints.First(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(Pages.Missing));

    private static bool IsSignedIn(HttpContext http) => http.User.Identity is { IsAuthenticated: true };
}
