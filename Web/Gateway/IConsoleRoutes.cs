using System.Security.Claims;

namespace PromptIntel.Web.Gateway;

/// <summary>
/// The API, as the console asks it: by the same authorization, checks and handlers as over HTTP. Safe for concurrent use.
/// </summary>
public interface IConsoleRoutes
{
    /// <param name="user">Who signed in; whether he still may is decided anew for each request.</param>
    /// <exception cref="InvalidOperationException">There is no such route: a bug.</exception>
    Task<OwnAnswer> SendAsync(OwnRequest request, ClaimsPrincipal user, CancellationToken cancellationToken);

    /// <summary>As <see cref="SendAsync"/>, of a route that answers with server-sent events: each as it comes.</summary>
    /// <exception cref="OwnRouteRefusedException">The route answered with something else.</exception>
    IAsyncEnumerable<OwnEvent> FollowAsync(OwnRequest request, ClaimsPrincipal user, CancellationToken cancellationToken);
}
