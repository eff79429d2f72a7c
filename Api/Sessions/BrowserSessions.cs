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
        try
        {
            AuthenticateResult result = await DecideAsync(credential, http.Connection.RemoteIpAddress, http.RequestAborted);
            return !result.Succeeded ? SignInRefusal.Say(credential, result.Failure)
                : cookie.Write(http, credential) ? null
                : SignInRefusal.TooLong;
        }
        catch (IssuerUnavailableException)
        {
            return SignInRefusal.IssuerUnavailable;
        }
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
