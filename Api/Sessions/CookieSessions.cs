using Microsoft.AspNetCore.StaticAssets;

using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// Gives a request that carries no key of its own the one of its browser's session. Before the authentication, which decides as it always
/// does. A browser lends its cookie to every page, which <see cref="ForeignOrigins"/> is told. Files of the console are everybody's, and no
/// request of the key; a cookie that is not ours or over is taken away.
/// </summary>
internal sealed class CookieSessions(RequestDelegate next, SessionCookie cookie)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey(ApiKeyAuthentication.Header)
            && http.Request.Headers.Authorization.Count == 0
            && http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            && SessionCookie.IsIn(http.Request))
        {
            if (cookie.Read(http.Request) is { } credential)
            {
                credential.AddTo(http.Request.Headers);
                http.Features.Set(new AmbientCredential(new SessionIdentity(credential, http.Connection.RemoteIpAddress)));
            }
            else
            {
                SessionCookie.Delete(http);
            }
        }

        return next(http);
    }
}
