using System.Diagnostics;
using System.Text.Encodings.Web;

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Authenticates by the header <c>X-API-Key</c>; lets everybody in when access is open. A wrong key is counted against its address.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyAccess access, WrongKeys wrong)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string Header = "X-API-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is ThrottledException throttled)
        {
            throttled.Challenge(Response);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\"";
    }

    private AuthenticateResult Authenticate()
    {
        switch (access.Decide(Context))
        {
            case KeyAnswer.Known known:
                return known.Take() is { } wait
                    ? AuthenticateResult.Fail(new ThrottledException(wait))
                    : AuthenticateResult.Success(new AuthenticationTicket(known.Principal, Scheme));

            case KeyAnswer.Missing:
                return AuthenticateResult.NoResult();

            case KeyAnswer.Throttled throttled:
                return AuthenticateResult.Fail(new ThrottledException(throttled.RetryAfter));

            case KeyAnswer.Wrong:
                wrong.Add(Context.Connection.RemoteIpAddress);
                return AuthenticateResult.Fail("The key is not known.");

            default:
                throw new UnreachableException();
        }
    }
}
