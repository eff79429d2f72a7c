using System.Security.Claims;

using Microsoft.AspNetCore.Authentication;

using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// After the authentication: a person who is let in by a cookie has the session beside him; the cookie of one who is not let in any more
/// is taken away, so that it is not tried again with each request. Who asks too often only has to wait, and keeps it.
/// </summary>
internal sealed class SessionUsers(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<AmbientCredential>() is { Session: var session })
        {
            if (http.User.Identity is { IsAuthenticated: true })
            {
                http.User = new ClaimsPrincipal(http.User.Identities.Append(session));
            }
            else if ((await http.AuthenticateAsync()).Failure is not ThrottledException)
            {
                SessionCookie.Delete(http);
            }
        }

        await next(http);
    }
}
