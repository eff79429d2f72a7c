using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>Signs ID tokens as Firebase does, with a key that it publishes on a loopback port of this process.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    private const string Project = "promptintel-bench";
    private const string Issuer = $"https://securetoken.google.com/{Project}";
    private const string KeyId = "key-1";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly RSA _key = RSA.Create(2048);
    private readonly WebApplication _app;

    private TokenIssuer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        RSAParameters published = _key.ExportParameters(includePrivateParameters: false);
        (string modulus, string exponent) = (Encode(published.Modulus!), Encode(published.Exponent!));
        object key = new { kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, n = modulus, e = exponent };
        _app.MapGet("/configuration", () => Results.Json(new { issuer = Issuer, jwks_uri = $"{_app.Urls.Single()}/keys" }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { key } }));
    }

    /// <summary>What makes an Api accept the tokens.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["PromptIntel__Auth__Firebase__ProjectId"] = Project,
        ["PromptIntel__Auth__Firebase__MetadataAddress"] = $"{_app.Urls.Single()}/configuration",
    };

    public static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer();
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>A token of a reader.</summary>
    public string Token()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        byte[] claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = Issuer,
            aud = Project,
            sub = "ada",
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
        });
        string content = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", kid = KeyId, typ = "JWT" }))}.{Encode(claims)}";
        return $"{content}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
