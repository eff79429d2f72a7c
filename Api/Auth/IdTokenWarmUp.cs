using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Where users' tokens are accepted: fetches the issuer's keys and verifies a token of its own making, against its own key, as those of
/// users are, so that the first user does not wait for either.
/// </summary>
internal sealed class IdTokenWarmUp(IOptions<AuthOptions> auth, IOptionsMonitor<JwtBearerOptions> options, TimeProvider time)
{
    // For one token that nobody else ever sees, and that is made of nothing but this.
    private const int KeySize = 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>An issuer that cannot be reached must not keep an instance from serving those who have a key.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns also when the issuer's keys could not be fetched in time: the first token tries again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (AcceptedIssuer.Of(auth.Value) is null)
        {
            return;
        }

        JwtBearerOptions bearer = options.Get(IdTokens.Scheme);
        await VerifyOwnAsync(bearer);
        Task fetching = bearer.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        await fetching.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether the token was accepted, by each handler.</summary>
    internal async Task<bool> VerifyOwnAsync(JwtBearerOptions bearer)
    {
        using var key = RSA.Create(KeySize);
        TokenValidationParameters parameters = bearer.TokenValidationParameters.Clone();
        parameters.IssuerSigningKey = new RsaSecurityKey(key);
        long expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        string claims = $$"""{"iss":"{{parameters.ValidIssuer}}","aud":"{{parameters.ValidAudience}}","sub":"own","exp":{{expires}}}""";
        string content = $"{Encode("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        bool isValid = true;

        foreach (TokenHandler handler in bearer.TokenHandlers)
        {
            isValid &= (await handler.ValidateTokenAsync($"{content}.{Encode(signature)}", parameters)).IsValid;
        }

        return isValid;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
