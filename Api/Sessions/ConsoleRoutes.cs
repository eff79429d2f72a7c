using System.Security.Claims;

using PromptIntel.Api.Hosting;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// The routes as the console asks them. A page that stays open asks long after it was opened, so who has a session is decided with each
/// request by his key or token. Safe for concurrent use.
/// </summary>
internal sealed class ConsoleRoutes(OwnRoutes routes, BrowserSessions sessions, IServiceProvider services) : IConsoleRoutes
{
    public async Task<OwnAnswer> SendAsync(OwnRequest request, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await routes.SendAsync(request, await NowAsync(user, cancellationToken), services, cancellationToken);

    public async IAsyncEnumerable<OwnEvent> FollowAsync(
        OwnRequest request, ClaimsPrincipal user,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClaimsPrincipal now = await NowAsync(user, cancellationToken);

        await foreach (OwnEvent item in routes.FollowAsync(request, now, services, cancellationToken))
        {
            yield return item;
        }
    }

    private Task<ClaimsPrincipal> NowAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        SessionIdentity.Find(user) is { } session ? sessions.DecideAsync(session, cancellationToken) : Task.FromResult(user);
}
