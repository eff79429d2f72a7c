using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>A service in Production whose users sign in with Firebase, and nobody has a key.</summary>
public class FirebaseHost : ApiHost, IAsyncLifetime
{
    internal TokenIssuer Issuer { get; private set; } = null!;

    protected virtual string MetadataAddress => Issuer.MetadataAddress;

    public async ValueTask InitializeAsync() => Issuer = await TokenIssuer.StartAsync();

    public HttpClient ClientWith(string token)
    {
        HttpClient client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        builder.UseSetting("PromptIntel:Auth:MaxWrongKeys", "100000");
        builder.UseSetting("PromptIntel:Auth:Firebase:ProjectId", TokenIssuer.Project);
        builder.UseSetting("PromptIntel:Auth:Firebase:MetadataAddress", MetadataAddress);
    }
}

/// <summary>The same when the issuer's keys cannot be had.</summary>
public sealed class UnreachableIssuerHost : FirebaseHost
{
    // The discard port of this machine, where nobody listens.
    protected override string MetadataAddress => "http://127.0.0.1:9/.well-known/openid-configuration";
}

public class FirebaseTokenTests(FirebaseHost host, UnreachableIssuerHost unreachable)
    : IClassFixture<FirebaseHost>, IClassFixture<UnreachableIssuerHost>
{
    private const string UserId = "h3Kq81bVxQfYwX0cJdE2a7rTzN52";

    public static TheoryData<string> Refused() => [
        "expired", "no end", "other audience", "other issuer", "no user", "unsigned", "forged", "shared secret", "garbage", "half a token"
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Token_WhenItIsNotTheIssuersForThisProject_Is401(string flaw)
    {
        using HttpClient client = host.ClientWith(Flawed(flaw));

        foreach (string path in new[] { "/api/prompts/catalog", "/api/prompts/workflows/extract_questionnaire" })
        {
            using HttpResponseMessage response = await client.GetAsync(path, TestContext.Current.CancellationToken);

            await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task Request_WhenItCarriesNeitherTokenNorKey_Is401()
    {
        using HttpClient nobody = host.CreateClient();

        using HttpResponseMessage response = await nobody.GetAsync("/api/prompts/catalog", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("admin", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("reader", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("editor", HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData("publisher", HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.NotFound, HttpStatusCode.OK)]
    public async Task Token_WhenItClaimsARole_MayWhatTheRoleMay(string? role, HttpStatusCode update, HttpStatusCode status)
    {
        using HttpClient client = host.ClientWith(host.Issuer.Token(UserId, role));

        using HttpResponseMessage read = await client.GetAsync(
            "/api/prompts/workflows/extract_questionnaire", TestContext.Current.CancellationToken);
        using HttpResponseMessage updated = await client.PostAsJsonAsync(
            "/api/prompts/update",
            new { @namespace = "general", name = "no_such_prompt", content = "Hi" },
            TestContext.Current.CancellationToken);
        using HttpResponseMessage operated = await client.GetAsync("/api/ops/status", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, update, status), (read.StatusCode, updated.StatusCode, operated.StatusCode));
    }

    [Fact]
    public async Task Execute_WhenAskedWithAToken_IsItsUsersWhateverTheRequestSays()
    {
        var user = new WorkflowClient(host.ClientWith(host.Issuer.Token(UserId)));

        using HttpResponseMessage response = await user.PostAsync(
            "/api/prompts/execute",
            new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Blank), user_id = "somebody-else" });

        string id = (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
        Assert.Equal(UserId, (await user.GetAsync($"/api/executions/{id}")).GetProperty("execution").GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Versions_WhenWrittenWithAToken_NameItsUser()
    {
        using HttpClient publisher = host.ClientWith(host.Issuer.Token(UserId, "publisher"));
        string name = await ApiHost.CreatePromptAsync(publisher);

        JsonElement versions = await publisher.GetFromJsonAsync<JsonElement>(
            $"/api/prompts/general/{name}/versions", TestContext.Current.CancellationToken);

        Assert.Equal(UserId, versions.GetProperty("items")[0].GetProperty("author").GetString());
    }

    [Fact]
    public async Task Token_WhenTheIssuersKeysCannotBeFetched_Is503()
    {
        using HttpClient client = unreachable.ClientWith(unreachable.Issuer.Token(UserId));

        using HttpResponseMessage response = await client.GetAsync("/api/prompts/catalog", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private string Flawed(string flaw)
    {
        Dictionary<string, object> claims = TokenIssuer.Claims(UserId);

        switch (flaw)
        {
            case "expired":
                claims["exp"] = TokenIssuer.SecondsFromNow(TimeSpan.FromMinutes(-2));
                return host.Issuer.Sign(claims);
            case "no end":
                claims.Remove("exp");
                return host.Issuer.Sign(claims);
            case "other audience":
                claims["aud"] = "another-project";
                return host.Issuer.Sign(claims);
            case "other issuer":
                claims["iss"] = "https://securetoken.google.com/another-project";
                return host.Issuer.Sign(claims);
            case "no user":
                claims["sub"] = "";
                return host.Issuer.Sign(claims);
            case "unsigned":
                return TokenIssuer.Unsigned(claims);
            case "forged":
                return TokenIssuer.Forge(claims);
            case "shared secret":
                return host.Issuer.SignWithPublishedKey(claims);
            case "half a token":
                return host.Issuer.Sign(claims).Split('.')[0];
            default:
                return "garbage";
        }
    }
}
