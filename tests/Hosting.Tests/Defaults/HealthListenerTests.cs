using System.Net;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

using PromptIntel.ServiceDefaults;

namespace PromptIntel.Hosting.Tests.Defaults;

/// <summary>What an orchestrator learns of a process that has no HTTP of its own.</summary>
public class HealthListenerTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK, "Healthy")]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable, "Unhealthy")]
    public async Task Probes_WhenAPortIsGiven_AreAnsweredWithOneWord(HealthStatus store, HttpStatusCode expected, string word)
    {
        HostApplicationBuilder builder = Builder("0");
        builder.Services.AddHealthChecks().AddCheck("store", () => new HealthCheckResult(store, "where it is and what went wrong"));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client =
            new HttpClient { BaseAddress = new Uri(host.Services.GetServices<IHostedService>().OfType<HealthListener>().Single().Address) };

        using HttpResponseMessage health = await client.GetAsync("/health", TestContext.Current.CancellationToken);
        using HttpResponseMessage alive = await client.GetAsync("/alive", TestContext.Current.CancellationToken);
        using HttpResponseMessage other = await client.GetAsync("/api/prompts/catalog", TestContext.Current.CancellationToken);

        Assert.Equal((expected, HttpStatusCode.OK, HttpStatusCode.NotFound), (health.StatusCode, alive.StatusCode, other.StatusCode));
        Assert.Equal(word, await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Probes_WhenManyComeAtOnce_AskTheServersBehindOnce()
    {
        int asked = 0;
        HostApplicationBuilder builder = Builder("0");
        builder.Services.AddHealthChecks().AddCheck("store", () =>
        {
            Interlocked.Increment(ref asked);
            return HealthCheckResult.Healthy();
        });
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client =
            new HttpClient { BaseAddress = new Uri(host.Services.GetServices<IHostedService>().OfType<HealthListener>().Single().Address) };

        string[] answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => client.GetStringAsync("/health", TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Equal("Healthy", answer));
        Assert.InRange(asked, 1, 100);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Listener_WhenNoPortIsGiven_IsNotThere()
    {
        using IHost host = Builder(null).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Empty(host.Services.GetServices<IHostedService>().OfType<HealthListener>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("-1")]
    [InlineData("65536")]
    public async Task Start_WhenPortIsNone_NamesTheSetting(string port)
    {
        using IHost host = Builder(port).Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("PORT", refused.Message, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder Builder(string? port)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection([new("PORT", port)]);
        builder.AddServiceDefaults();
        builder.AddHealthEndpoint();
        return builder;
    }
}
