using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Tests.Shared;

/// <summary>Signs ID tokens as Firebase or another issuer does, with a key of its own that it publishes on a loopback port.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Project = "promptintel-test";
    public const string Issuer = $"https://securetoken.google.com/{Project}";

    private const string FirstKeyId = "key-1";

    // Made once: it takes longer than all else that a test does with it.
    private static readonly Lazy<RSAParameters> ForgersKey = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    });

    private readonly WebApplication _app;
    private RSA _key = RSA.Create(2048);
    private string _keyId = FirstKeyId;

    private TokenIssuer(string? name)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => IsAway
            ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new { issuer = name ?? Address, jwks_uri = $"{Address}/jwks" }));
        _app.MapGet("/jwks", () =>
        {
            RSAParameters published = _key.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[] { new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = _keyId,
                    n = Encode(published.Modulus!),
                    e = Encode(published.Exponent!)
                } },
            });
        });
    }

    public string Address => _app.Urls.Single();

    /// <summary>Whether it answers 503 to whoever asks for its keys.</summary>
    public bool IsAway { get; set; }

    public string MetadataAddress => $"{Address}/.well-known/openid-configuration";

    /// <param name="name">As its tokens name it; null for its own address.</param>
    public static async Task<TokenIssuer> StartAsync(string? name = Issuer)
    {
        var issuer = new TokenIssuer(name);
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>What Firebase puts into a token of an hour; a test changes what it is about.</summary>
    public static Dictionary<string, object> Claims(string userId) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Project,
        ["sub"] = userId,
        ["iat"] = SecondsFromNow(TimeSpan.FromMinutes(-5)),
        ["exp"] = SecondsFromNow(TimeSpan.FromMinutes(55)),
    };

    public static long SecondsFromNow(TimeSpan distance) => TimeProvider.System.GetUtcNow().Add(distance).ToUnixTimeSeconds();

    public string Token(string userId, string? role = null)
    {
        Dictionary<string, object> claims = Claims(userId);

        if (role is not null)
        {
            claims["role"] = role;
        }

        return Sign(claims);
    }

    public string Sign(Dictionary<string, object> claims) => Sign(claims, _key, _keyId);

    /// <summary>From now on it signs with another key, and publishes no other.</summary>
    public void RotateKey()
    {
        _key.Dispose();
        (_key, _keyId) = (RSA.Create(2048), $"{_keyId}-next");
    }

    /// <summary>Signed by somebody who does not have the published key, under its name.</summary>
    public static string Forge(Dictionary<string, object> claims)
    {
        using var key = RSA.Create(ForgersKey.Value);
        return Sign(claims, key, FirstKeyId);
    }

    /// <summary>Signed with the published key's text as the shared secret.</summary>
    public string SignWithPublishedKey(Dictionary<string, object> claims)
    {
        string content = Content("HS256", claims, FirstKeyId);
        return $"{content}.{Encode(HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), System.Text.Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Unsigned(Dictionary<string, object> claims) => $"{Content("none", claims, FirstKeyId)}.";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static string Sign(Dictionary<string, object> claims, RSA key, string keyId)
    {
        string content = Content("RS256", claims, keyId);
        byte[] signature = key.SignData(
            System.Text.Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Encode(signature)}";
    }

    private static string Content(string algorithm, Dictionary<string, object> claims, string keyId) =>
        $"{Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, kid = keyId, typ = "JWT" }))}."
        + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
