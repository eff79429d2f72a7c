using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Where a browser lends its identity to every page (open access, a session's cookie), a page of another site may not change or spend
/// anything: every unsafe method and every socket needs the own host, a configured CORS origin, or a program that sends neither
/// <c>Sec-Fetch-Site</c> nor <c>Origin</c>.
/// A key or a token in a header is sent by nobody who does not have it, so there is nothing to check then.
/// </summary>
internal sealed class ForeignOrigins(RequestDelegate next, IOptions<CorsOptions> cors)
{
    private const string SiteHeader = "Sec-Fetch-Site";
    private const string Opaque = "null";

    private readonly CorsPolicy? _policy = cors.Value.GetPolicy(cors.Value.DefaultPolicyName);

    public Task InvokeAsync(HttpContext http) => IsRefused(http)
        ? Problems.Result(
            StatusCodes.Status403Forbidden,
            ProblemCodes.ForeignOrigin,
            "A page of another site asks",
            "Without a key or token of its own, only a page of this host or of an origin in PromptIntel:Api:CorsOrigins may do this.")
                .ExecuteAsync(http)
        : next(http);

    private bool IsRefused(HttpContext http) =>
        (IsUnsafe(http.Request.Method) || IsSocket(http.Request)) && IsAmbient(http) && IsForeign(http.Request);

    private static bool IsAmbient(HttpContext http) =>
        Caller.Find(http) is { IsAmbient: true } || http.Features.Get<AmbientCredential>() is not null;

    private bool IsForeign(HttpRequest request)
    {
        StringValues origin = request.Headers.Origin;
        string site = request.Headers[SiteHeader].ToString();

        // The browser's own word goes first: behind a proxy the host that it saw may not be ours.
        return site is not ("same-origin" or "none")
            && !IsAllowed(origin)
            && (site.Length > 0 || (origin.Count > 0 && !IsOwnHost(origin, request.Host)));
    }

    /// <summary>By name: a policy for any origin lets pages read, and no more.</summary>
    private bool IsAllowed(StringValues origin) =>
        origin is [{ } text] && text != Opaque && _policy is not null && _policy.IsOriginAllowed(text);

    /// <summary>The scheme is left out: behind a proxy that ends TLS it is not known here.</summary>
    private static bool IsOwnHost(StringValues origin, HostString host) =>
        origin is [{ } text]
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? page)
        && Uri.TryCreate($"{page.Scheme}://{host}", UriKind.Absolute, out Uri? own)
        && page.Host.Length > 0
        && page.Port == own.Port
        && string.Equals(page.Host, own.Host, StringComparison.OrdinalIgnoreCase);

    private static bool IsSocket(HttpRequest request) =>
        string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    private static bool IsUnsafe(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));
}
