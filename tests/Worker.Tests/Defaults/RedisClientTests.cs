using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

using StackExchange.Redis;

namespace PromptIntel.Worker.Tests.Defaults;

/// <summary>The Redis client of the service defaults, with nothing listening where it should be.</summary>
public sealed class RedisClientTests
{
    /// <summary>A port that nothing listens on: the reserved one.</summary>
    private const string Nowhere = "127.0.0.1:1,connectTimeout=200,connectRetry=1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_WhenRedisIsDown_IsDegradedAndNotUnhealthy()
    {
        using IHost host = Build(builder => builder.AddRedisClient("cache"));

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["StackExchange.Redis"].Status);
    }

    [Fact]
    public void Client_WhenRedisIsDown_IsThereAndGoesOnTrying()
    {
        using IHost host = Build(builder => builder.AddRedisClient("cache", configureOptions: options => options.ClientName = "tests"));

        var client = host.Services.GetRequiredService<IConnectionMultiplexer>();

        Assert.Equal(("tests", false), (client.ClientName, client.IsConnected));
    }

    [Fact]
    public async Task KeyedClients_HaveTheirOwnKeysSettingsAndChecks()
    {
        using IHost host = Build(builder =>
        {
            builder.Configuration["Aspire:StackExchange:Redis:vectors:ConnectionString"] = Nowhere;
            builder.Configuration["Aspire:StackExchange:Redis:vectors:ConfigurationOptions:ClientName"] = "from its section";
            builder.AddKeyedRedisClient("cache", settings => settings.DisableHealthChecks = true);
            builder.AddKeyedRedisClient("vectors");
        });

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(["self", "StackExchange.Redis_vectors"], report.Entries.Keys);
        Assert.Equal("from its section", host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("vectors").ClientName);
        Assert.Null(host.Services.GetService<IConnectionMultiplexer>());
    }

    [Fact]
    public void Client_WithoutAnEndpoint_NamesTheSettings()
    {
        using IHost host = Build(builder => builder.AddRedisClient("elsewhere"));

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IConnectionMultiplexer>());

        Assert.Contains("ConnectionStrings:elsewhere", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<HostApplicationBuilder> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = Nowhere;
        builder.AddServiceDefaults();
        add(builder);
        return builder.Build();
    }
}
