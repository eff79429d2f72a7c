using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Tests.Shared;

/// <summary>Signs ID tokens as Firebase does, with a key of its own that it publishes on a loopback port.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Project = "promptintel-test";
    public const string Issuer = $"https://securetoken.google.com/{Project}";

    private const string KeyId = "key-1";

    private readonly RSA _key = RSA.Create(2048);
    private readonly WebApplication _app;

    private TokenIssuer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        RSAParameters published = _key.ExportParameters(includePrivateParameters: false);
        _app.MapGet(
            "/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, jwks_uri = $"{_app.Urls.Single()}/jwks" }));
        _app.MapGet("/jwks", () => Results.Json(new
        {
            keys = new[] { new
            {
                kty = "RSA",
                use = "sig",
                alg = "RS256",
                kid = KeyId,
                n = Encode(published.Modulus!),
                e = Encode(published.Exponent!)
            } },
        }));
    }

    public string MetadataAddress => $"{_app.Urls.Single()}/.well-known/openid-configuration";

    public static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer();
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

    public string Sign(Dictionary<string, object> claims) => Sign(claims, _key);

    /// <summary>Signed by somebody who does not have the published key, under its name.</summary>
    public static string Forge(Dictionary<string, object> claims)
    {
        using var key = RSA.Create(2048);
        return Sign(claims, key);
    }

    /// <summary>Signed with the published key's text as the shared secret.</summary>
    public string SignWithPublishedKey(Dictionary<string, object> claims)
    {
        string content = Content("HS256", claims);
        return $"{content}.{Encode(HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), System.Text.Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Unsigned(Dictionary<string, object> claims) => $"{Content("none", claims)}.";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static string Sign(Dictionary<string, object> claims, RSA key)
    {
        string content = Content("RS256", claims);
        return $"{content}.{Encode(key.SignData(System.Text.Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Content(string algorithm, Dictionary<string, object> claims) =>
        $"{Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, kid = KeyId, typ = "JWT" }))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
