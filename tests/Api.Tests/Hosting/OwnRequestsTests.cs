using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.Tests.Auth;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>A service with authentication that notes every request from its first moment on.</summary>
public sealed class NotingHost : FirebaseHost
{
    internal ConcurrentQueue<(string Path, string? Key, bool HasOrigin, int Status)> Requests { get; } = [];

    /// <summary>The first search that is answered; nobody but the process itself asks for one.</summary>
    internal TaskCompletionSource<(string Path, int Status)> Searched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(new Notes(this)));
    }

    private sealed class Notes(NotingHost host) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                await rest(http);
                IHeaderDictionary headers = http.Request.Headers;
                string? key = headers[ApiKeyAuthentication.Header];
                host.Requests.Enqueue((http.Request.Path, key, headers.Origin.Count > 0, http.Response.StatusCode));

                if (http.Request.Path == "/api/prompts/search")
                {
                    host.Searched.TrySetResult((http.Request.Path, http.Response.StatusCode));
                }
            });
            next(app);
        };
    }
}

public class OwnRequestsTests(NotingHost host) : IClassFixture<NotingHost>
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_BeforeItIsReady_AsksByEveryWayAndIsAnswered()
    {
        using HttpResponseMessage health = await _client.GetAsync("/health", Token);

        var own = host.Requests.Take(4).ToArray();
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal([false, false, true, true], own.Select(request => request.HasOrigin));
        Assert.All(own, request => Assert.Equal(StatusCodes.Status200OK, request.Status));
    }

    [Fact]
    public async Task Start_OnceItIsReady_SearchesByItself()
    {
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/health", Token)).StatusCode);

        var search = await host.Searched.Task.WaitAsync(Token);

        Assert.Equal(StatusCodes.Status200OK, search.Status);
        Assert.DoesNotContain(host.Requests.Take(4), request => request.Path == search.Path);
    }

    [Fact]
    public async Task OwnKey_OnceItIsReady_IsNobodys()
    {
        string key = host.Requests.First().Key!;

        using var request = new HttpRequestMessage(HttpMethod.Get, host.Requests.First().Path);
        request.Headers.Add(ApiKeyAuthentication.Header, key);
        using HttpResponseMessage response = await _client.SendAsync(request, Token);

        Assert.Equal(64, key.Length);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Health_BeforeTheRequestsAreAnswered_IsNotReady()
    {
        var waiting = ActivatorUtilities.CreateInstance<OwnRequests>(host.Services);

        HealthCheckResult before = await waiting.CheckHealthAsync(new HealthCheckContext(), Token);
        await waiting.StartedAsync(Token);
        HealthCheckResult after = await waiting.CheckHealthAsync(new HealthCheckContext(), Token);

        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Equal(HealthStatus.Healthy, after.Status);
    }

    [Fact]
    public async Task OwnToken_IsVerifiedAsThoseOfUsersAre()
    {
        var warmUp = host.Services.GetRequiredService<IdTokenWarmUp>();
        JwtBearerOptions bearer = host.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(IdTokens.Scheme);

        Assert.True(await warmUp.VerifyOwnAsync(bearer));
        Assert.Null(bearer.TokenValidationParameters.IssuerSigningKey);
    }
}
