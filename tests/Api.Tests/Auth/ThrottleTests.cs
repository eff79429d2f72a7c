using System.Net;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>A service that is started for one test, since what it counts is of the address that all tests share.</summary>
public sealed class ThrottleTests : IAsyncDisposable
{
    private const int Most = 10;
    private const string Cached = "/api/prompts/workflows/extract_questionnaire";

    private readonly StrictHost _host = new();
    private readonly TokenHost _tokens = new();

    [Fact]
    public async Task Key_WhenTooManyWereWrong_IsNotLookedAtAnyMore()
    {
        using HttpClient right = _host.ClientFor("reader");

        for (int i = 0; i < Most; i++)
        {
            using HttpResponseMessage before = await right.GetAsync(Cached, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
            // The cached read and the routes behind it count together, each request once.
            using HttpResponseMessage wrong = await AskAsync(i % 2 == 0 ? Cached : "/api/prompts/catalog", $"guess-{i}");
            await ProblemAssert.IsAsync(wrong, HttpStatusCode.Unauthorized, "unauthorized");
        }

        foreach (string path in new[] { Cached, "/api/prompts/catalog", "/api/executions" })
        {
            using HttpResponseMessage guessed = await AskAsync(path, "another-guess");
            using HttpResponseMessage known = await right.GetAsync(path, TestContext.Current.CancellationToken);

            await ProblemAssert.IsAsync(guessed, HttpStatusCode.TooManyRequests, "too_many_requests");
            await ProblemAssert.IsAsync(known, HttpStatusCode.TooManyRequests, "too_many_requests");
            Assert.InRange(known.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
    }

    [Fact]
    public async Task Request_WithoutAKey_IsNoGuess()
    {
        using HttpClient nobody = _host.CreateClient();
        using HttpClient right = _host.ClientFor("reader");

        for (int i = 0; i < Most * 2; i++)
        {
            using HttpResponseMessage without = await nobody.GetAsync(Cached, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        }

        using HttpResponseMessage known = await right.GetAsync(Cached, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task Token_WhenTooManyWereForged_IsNotLookedAtAnyMoreAndExpiredOnesDoNotCount()
    {
        await _tokens.InitializeAsync();
        Dictionary<string, object> claims = TokenIssuer.Claims("somebody");
        using HttpClient right = _tokens.ClientWith(_tokens.Issuer.Token("somebody"));
        var expired = new Dictionary<string, object>(claims) { ["exp"] = TokenIssuer.SecondsFromNow(TimeSpan.FromHours(-1)) };

        Assert.All(await AskAllAsync(_tokens.Issuer.Sign(expired), Most * 2), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.All(await AskAllAsync(TokenIssuer.Forge(claims), Most), status => Assert.Equal(HttpStatusCode.Unauthorized, status));

        using HttpResponseMessage known = await right.GetAsync(Cached, TestContext.Current.CancellationToken);
        await ProblemAssert.IsAsync(known, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.NotNull(known.Headers.RetryAfter);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _tokens.DisposeAsync();
    }

    private async Task<List<HttpStatusCode>> AskAllAsync(string token, int times)
    {
        using HttpClient client = _tokens.ClientWith(token);
        var statuses = new List<HttpStatusCode>();

        for (int i = 0; i < times; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(Cached, TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string key)
    {
        using HttpClient client = _host.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }

    private sealed class StrictHost : GuardedHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PromptIntel:Auth:MaxWrongKeys", "10");
        }
    }

    private sealed class TokenHost : FirebaseHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PromptIntel:Auth:MaxWrongKeys", "10");
        }

        public override async ValueTask DisposeAsync()
        {
            if (Issuer is not null)
            {
                await base.DisposeAsync();
            }
        }
    }
}
