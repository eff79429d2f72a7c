using System.Globalization;

using Microsoft.IdentityModel.Tokens;

using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Sessions;

/// <summary>Why somebody is not let in, and what he can do about it. Says nothing of what the credential holds.</summary>
internal static class SignInRefusal
{
    public const string IssuerUnavailable =
        "Tokens cannot be checked now: their issuer does not answer. Try again in a minute, or sign in with an API key.";

    public const string TooLong = "This token is too long for a session. Sign in with an API key.";

    public static string Say(SessionCredential credential, Exception? failure) => failure switch
    {
        ThrottledException throttled => string.Create(
            CultureInfo.InvariantCulture,
            $"Too many wrong keys came from this address. Try again in {throttled.RetryAfter.TotalSeconds:0} s."),
        SecurityTokenExpiredException => "This ID token has expired. Get a new one from your issuer.",
        SecurityTokenNotYetValidException => "This ID token does not count yet. Look whether the clocks agree.",
        SecurityTokenInvalidAudienceException => "This ID token is for another application. Get one that is issued for this installation.",
        SecurityTokenInvalidIssuerException or SecurityTokenSignatureKeyNotFoundException =>
            "This ID token is of another issuer than the one that this installation trusts.",
        _ => $"This is not {credential} that is known here, or it is over.",
    };
}
