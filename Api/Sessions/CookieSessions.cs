using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// Gives a request that carries no key of its own the one of its browser's session. Before the authentication, which decides as it always
/// does. A browser lends its cookie to every page, which <see cref="ForeignOrigins"/> is told.
/// </summary>
internal sealed class CookieSessions(RequestDelegate next, SessionCookie cookie)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey(ApiKeyAuthentication.Header)
            && http.Request.Headers.Authorization.Count == 0
            && cookie.Read(http.Request) is { } credential)
        {
            credential.AddTo(http.Request.Headers);
            http.Features.Set(new AmbientCredential(new SessionIdentity(credential, http.Connection.RemoteIpAddress)));
        }

        return next(http);
    }
}
