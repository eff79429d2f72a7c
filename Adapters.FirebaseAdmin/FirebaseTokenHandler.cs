using System.Security.Claims;

using FirebaseAdmin;
using FirebaseAdmin.Auth;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.FirebaseAdmin;

/// <summary>Has the Admin SDK verify a token, and gives its user and role as the claims that the bearer scheme reads.</summary>
internal sealed class FirebaseTokenHandler(FirebaseAuth auth, bool checkRevoked) : TokenHandler
{
    private const string UserIdClaim = "sub";
    private const string RoleClaim = "role";

    /// <exception cref="StoreUnavailableException">Firebase does not answer: no verdict on the token.</exception>
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        try
        {
            FirebaseToken verified = await auth.VerifyIdTokenAsync(token, checkRevoked);
            var identity = new ClaimsIdentity([new Claim(UserIdClaim, verified.Uid)], nameof(FirebaseAuth));

            if (verified.Claims.TryGetValue(RoleClaim, out object? role) && role is string word)
            {
                identity.AddClaim(new Claim(RoleClaim, word));
            }

            return new TokenValidationResult { IsValid = true, ClaimsIdentity = identity, SecurityToken = new JsonWebToken(token) };
        }
        catch (FirebaseAuthException exception) when (IsOutage(exception))
        {
            throw new StoreUnavailableException("Firebase does not answer.", exception);
        }
        catch (Exception exception) when (exception is FirebaseAuthException or ArgumentException)
        {
            return new TokenValidationResult { IsValid = false, Exception = new SecurityTokenValidationException(
                "The token is not valid.", exception) };
        }
    }

    private static bool IsOutage(FirebaseAuthException exception) =>
        exception.AuthErrorCode == AuthErrorCode.CertificateFetchFailed
        || exception.ErrorCode is ErrorCode.Unavailable or ErrorCode.DeadlineExceeded or ErrorCode.Internal or ErrorCode.Unknown;
}
