using System.Security.Claims;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

using PromptIntel.Core.Users;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Verifies ID tokens of the <see cref="AcceptedIssuer"/>: signature by the issuer's published keys, issuer, audience, life time, subject.
/// </summary>
internal static class IdTokens
{
    public const string Scheme = "IdToken";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often at most a token under an unknown key has the keys fetched, so that forged ones neither flood nor shut out.
    /// </summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    public static AuthenticationBuilder AddIdTokens(this AuthenticationBuilder authentication)
    {
        // What AddJwtBearer does, without its binding of the section Authentication:Schemes, which needs more than
        // AddAuthenticationCore gives.
        authentication.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        authentication.Services.AddOptions<JwtBearerOptions>(Scheme).Configure<IOptions<AuthOptions>>(
            (bearer, auth) => Configure(bearer, AcceptedIssuer.Of(auth.Value)));
        return authentication.AddScheme<JwtBearerOptions, JwtBearerHandler>(Scheme, configureOptions: null);
    }

    private static void Configure(JwtBearerOptions bearer, AcceptedIssuer? issuer)
    {
        // The scheme is asked only where an issuer is configured.
        if (issuer is null)
        {
            return;
        }

        bearer.MetadataAddress = issuer.MetadataAddress.AbsoluteUri;
        bearer.RequireHttpsMetadata = !issuer.MetadataAddress.IsLoopback;
        bearer.BackchannelTimeout = FetchTimeout;
        bearer.RefreshInterval = RefreshInterval;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Name,
            ValidAudience = issuer.Audience,
            ValidAlgorithms = issuer.Algorithms,
            ClockSkew = ClockSkew,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = PrepareAsync,
            OnTokenValidated = context => TakeCallerAsync(context, issuer),
            OnAuthenticationFailed = CountAsync,
            OnChallenge = ChallengeAsync,
        };
    }

    private static Task PrepareAsync(MessageReceivedContext context)
    {
        if (WrongKeysOf(context.HttpContext).FindWait(context.HttpContext.Connection.RemoteIpAddress) is { } wait)
        {
            context.Fail(new ThrottledException(wait));
            return Task.CompletedTask;
        }

        return RequireIssuerKeysAsync(context);
    }

    /// <summary>An expired token is no guess: the issuer made it. Nor is one that could not be verified now.</summary>
    private static Task CountAsync(AuthenticationFailedContext context)
    {
        if (context.Exception is (SecurityTokenException or ArgumentException) and not SecurityTokenExpiredException)
        {
            WrongKeysOf(context.HttpContext).Add(context.HttpContext.Connection.RemoteIpAddress);
        }

        return Task.CompletedTask;
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is ThrottledException throttled)
        {
            throttled.Challenge(context.Response);
            context.HandleResponse();
        }

        return Task.CompletedTask;
    }

    private static WrongKeys WrongKeysOf(HttpContext http) => http.RequestServices.GetRequiredService<WrongKeys>();

    /// <summary>
    /// Without keys the validation would call every token bad; they are cached, and the last good ones outlive an outage.
    /// </summary>
    private static async Task RequireIssuerKeysAsync(MessageReceivedContext context)
    {
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new IssuerUnavailableException(exception);
        }
    }

    private static Task TakeCallerAsync(TokenValidatedContext context, AcceptedIssuer issuer)
    {
        if (context.Principal?.FindFirstValue(issuer.UserClaim) is { } userId && UserIds.IsValid(userId))
        {
            context.Principal = Caller.SignedIn(issuer.Kind, userId, issuer.RoleOf(context.Principal)).ToPrincipal(Scheme);
        }
        else
        {
            WrongKeysOf(context.HttpContext).Add(context.HttpContext.Connection.RemoteIpAddress);
            context.Fail("The token names no user.");
        }

        return Task.CompletedTask;
    }
}
