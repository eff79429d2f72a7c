using System.Data.Common;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

using Npgsql;

namespace PromptIntel.Worker.Tests.Defaults;

/// <summary>The Postgres data source of the service defaults, with nothing listening where it should be.</summary>
public sealed class NpgsqlDataSourceTests
{
    /// <summary>A port that nothing listens on: the reserved one.</summary>
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=app;Password=secret;Database=one";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_WhenPostgresIsDown_IsUnhealthy()
    {
        using IHost host = Build(builder => builder.AddNpgsqlDataSource("promptintel"));

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(HealthStatus.Unhealthy, report.Entries["PostgreSql"].Status);
    }

    [Fact]
    public void DataSource_IsConfiguredByTheCallerAndKeepsItsPassword()
    {
        using IHost host = Build(builder => builder.AddNpgsqlDataSource("promptintel", configureDataSourceBuilder: source => source.ConnectionStringBuilder.ApplicationName = "tests"));

        var source = host.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Equal("tests", new NpgsqlConnectionStringBuilder(source.ConnectionString).ApplicationName);
        Assert.DoesNotContain("secret", source.ConnectionString, StringComparison.Ordinal);
        Assert.Same(source, host.Services.GetRequiredService<DbDataSource>());
    }

    [Fact]
    public async Task KeyedDataSources_HaveTheirOwnKeysSettingsAndChecks()
    {
        using IHost host = Build(builder =>
        {
            builder.Configuration["Aspire:Npgsql:reports:ConnectionString"] = Nowhere.Replace("one", "two", StringComparison.Ordinal);
            builder.Configuration["Aspire:Npgsql:promptintel:DisableHealthChecks"] = "true";
            builder.AddKeyedNpgsqlDataSource("promptintel");
            builder.AddKeyedNpgsqlDataSource("reports");
        });

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(["self", "PostgreSql_reports"], report.Entries.Keys);
        Assert.Contains("Database=two", host.Services.GetRequiredKeyedService<NpgsqlDataSource>("reports").ConnectionString, StringComparison.Ordinal);
        Assert.Null(host.Services.GetService<NpgsqlDataSource>());
    }

    [Fact]
    public void DataSource_WithoutAConnectionString_NamesTheSettings()
    {
        using IHost host = Build(builder => builder.AddNpgsqlDataSource("elsewhere"));

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());

        Assert.Contains("ConnectionStrings:elsewhere", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<HostApplicationBuilder> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:promptintel"] = Nowhere;
        builder.AddServiceDefaults();
        add(builder);
        return builder.Build();
    }
}
