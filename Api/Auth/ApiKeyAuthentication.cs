using System.Text.Encodings.Web;

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace PromptIntel.Api.Auth;

/// <summary>Authenticates by the header <c>X-API-Key</c>; lets everybody in when access is open.</summary>
internal sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyDirectory keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string Header = "X-API-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\"";
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        if (keys.IsOpen)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(ApiKeyDirectory.Everybody, Scheme));
        }

        StringValues header = Request.Headers[Header];

        return header.Count != 1
            ? AuthenticateResult.NoResult()
            : keys.Find(header[0]!) is { } principal
                ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme))
                : AuthenticateResult.Fail("The key is not known.");
    }
}
