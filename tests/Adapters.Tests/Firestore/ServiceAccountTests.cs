using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.Firestore;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>Calls with a service account: a token endpoint and a Firestore of the test's own, over real connections.</summary>
public sealed class ServiceAccountTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-");
    private readonly List<string> _authorizations = [];
    private WebApplication _server = null!;
    private int _tokens;
    private HttpStatusCode _tokenStatus = HttpStatusCode.OK;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/token", () => _tokenStatus == HttpStatusCode.OK
            ? Results.Json(new { access_token = $"token-{++_tokens}", expires_in = 3600, token_type = "Bearer" })
            : Results.Json(new { error = "invalid_grant" }, statusCode: (int)_tokenStatus));
        _server.MapPost("/v1/{**path}", (HttpContext http) =>
        {
            _authorizations.Add(http.Request.Headers.Authorization.ToString());
            return Results.Json(new { });
        });
        await _server.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Calls_CarryTheAccountsTokenAndAskForItOnce()
    {
        using FirestoreClient client = Client();

        await client.CommitAsync(null, [], Token);
        await client.CommitAsync(null, [], Token);

        Assert.Equal(["Bearer token-1", "Bearer token-1"], _authorizations);
    }

    [Fact]
    public async Task Calls_WhenTheAccountIsTurnedAway_AreUnavailableAndSayWhy()
    {
        _tokenStatus = HttpStatusCode.BadRequest;
        using FirestoreClient client = Client();

        var failure = await Assert.ThrowsAsync<FirestoreException>(() => client.CommitAsync(null, [], Token));

        Assert.Equal(FirestoreFailure.Unavailable, failure.Failure);
        Assert.Contains("invalid_grant", failure.Message, StringComparison.Ordinal);
    }

    private FirestoreClient Client()
    {
        using var key = RSA.Create(2048);
        string path = Path.Combine(_directory.FullName, "key.json");
        string address = _server.Urls.Single();
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            type = "service_account",
            project_id = "p",
            client_email = "a@p.example",
            token_uri = $"{address}/token",
            private_key = key.ExportPkcs8PrivateKeyPem(),
        }));
        return new FirestoreClient(
            new FirestoreLocation(new Uri($"{address}/"), "p", ServiceAccount.Read(path)),
            Options.Create(new FirestoreOptions { Timeout = TimeSpan.FromMinutes(1) }));
    }
}
