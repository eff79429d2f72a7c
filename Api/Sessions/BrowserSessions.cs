using System.Globalization;
using System.Net;
using System.Security.Claims;

using Microsoft.AspNetCore.Authentication;

using PromptIntel.Api.Auth;
using PromptIntel.Web.Access;

namespace PromptIntel.Api.Sessions;

/// <summary>Signs in whom the authentication of the API lets in. Safe for concurrent use.</summary>
internal sealed class BrowserSessions(SessionCookie cookie, ApiKeyDirectory keys, IServiceProvider services) : ISessions
{
    public bool AreNeeded => !keys.IsOpen;

    public async Task<string?> SignInAsync(HttpContext http, string keyOrToken)
    {
        var credential = SessionCredential.Of(keyOrToken.Trim());
        AuthenticateResult result = await DecideAsync(credential, http.Connection.RemoteIpAddress, http.RequestAborted);

        if (result.Failure is ThrottledException throttled)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Too many wrong keys came from this address. Try again in {throttled.RetryAfter.TotalSeconds:0} s.");
        }

        return !result.Succeeded ? $"This is not {credential} that is known here, or it is over."
            : cookie.Write(http, credential) ? null
            : "This token is too long for a session. Sign in with an API key.";
    }

    public void SignOut(HttpContext http) => SessionCookie.Delete(http);

    /// <summary>The person of a session as the API decides now: nobody when his key or token counts no more.</summary>
    public async Task<ClaimsPrincipal> DecideAsync(SessionIdentity session, CancellationToken cancellationToken) =>
        (await DecideAsync(session.Credential, session.Address, cancellationToken)).Principal ?? new ClaimsPrincipal();

    private async Task<AuthenticateResult> DecideAsync(
        SessionCredential credential, IPAddress? address, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        var asked = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        asked.Connection.RemoteIpAddress = address;
        credential.AddTo(asked.Request.Headers);
        return await asked.AuthenticateAsync();
    }
}
