using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

using PromptIntel.ServiceDefaults;

namespace PromptIntel.Hosting.Tests.Defaults;

/// <summary>What health says of servers that are not there, and of such as take a connection and then say nothing.</summary>
public sealed class ServerHealthTests
{
    private const string Redis = "StackExchange.Redis";
    private const string Postgres = "PostgreSql";

    /// <summary>A port that nothing listens on: the reserved one.</summary>
    private const int Nowhere = 1;

    /// <summary>For a machine that is busy with other tests; the clients' own patience is five seconds and more.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData(Redis, HealthStatus.Degraded)]
    [InlineData(Postgres, HealthStatus.Unhealthy)]
    public async Task Health_WhenTheServerIsDown_SaysSo(string check, HealthStatus expected)
    {
        using IHost host = Build(Nowhere);

        HealthReport report = await CheckAsync(host, check);

        Assert.Equal(expected, report.Entries[check].Status);
        Assert.Equal(expected, report.Status);
    }

    [Theory]
    [InlineData(Redis, HealthStatus.Degraded)]
    [InlineData(Postgres, HealthStatus.Unhealthy)]
    public async Task Health_WhenTheServerSaysNothing_IsThereInTwoSeconds(string check, HealthStatus expected)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using IHost host = Build(((IPEndPoint)silent.LocalEndpoint).Port);
        var watch = Stopwatch.StartNew();

        HealthReport report = await CheckAsync(host, check);

        Assert.Equal(expected, report.Entries[check].Status);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, BoundedCheck.Limit + Slack);
    }

    private static Task<HealthReport> CheckAsync(IHost host, string check) => host.Services.GetRequiredService<HealthCheckService>()
        .CheckHealthAsync(registration => registration.Name == check, TestContext.Current.CancellationToken);

    private static IHost Build(int port)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = $"127.0.0.1:{port}";
        builder.Configuration["ConnectionStrings:promptintel"] = $"Host=127.0.0.1;Port={port};Username=app;Database=one";
        builder.AddServiceDefaults();
        builder.AddRedisClient("cache");
        builder.AddNpgsqlDataSource("promptintel");
        return builder.Build();
    }
}
