using System.Data.Common;

using Aspire.Npgsql;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

using Npgsql;

using OpenTelemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Stand-in for the package Aspire.Npgsql: the same names, configuration keys and registrations, so that taking the package means leaving
/// this folder out.
/// </summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string SectionName = "Aspire:Npgsql";

    /// <summary>The driver's activity source, meter and log category. Statements are traced by their text, which never holds a value.</summary>
    private const string Telemetry = "Npgsql";

    /// <summary>An answer that takes longer is as good as none.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Registers <see cref="NpgsqlDataSource"/>, which connects when it is used; the connection string is read when it is first asked for.</summary>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder, string connectionName, Action<NpgsqlSettings>? configureSettings = null, Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureDataSourceBuilder);

    /// <summary>As <see cref="AddNpgsqlDataSource"/>, with <paramref name="name"/> as the key of the service.</summary>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder, string name, Action<NpgsqlSettings>? configureSettings = null, Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureDataSourceBuilder);

    private static void Add(
        IHostApplicationBuilder builder, string connectionName, string? serviceKey, Action<NpgsqlSettings>? configureSettings, Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        NpgsqlSettings settings = ReadSettings(builder.Configuration, connectionName, configureSettings);

        NpgsqlDataSource Create(IServiceProvider services) => Build(connectionName, settings, services, configureDataSourceBuilder);

        if (serviceKey is null)
        {
            builder.Services.TryAddSingleton(Create);
            builder.Services.TryAddSingleton<DbDataSource>(services => services.GetRequiredService<NpgsqlDataSource>());
        }
        else
        {
            builder.Services.TryAddKeyedSingleton(serviceKey, (services, _) => Create(services));
            builder.Services.TryAddKeyedSingleton<DbDataSource>(serviceKey, (services, key) => services.GetRequiredKeyedService<NpgsqlDataSource>(key));
        }

        NpgsqlDataSource Resolve(IServiceProvider services) => serviceKey is null
            ? services.GetRequiredService<NpgsqlDataSource>()
            : services.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey);

        if (!settings.DisableHealthChecks)
        {
            AddHealthCheck(builder, serviceKey is null ? "PostgreSql" : $"PostgreSql_{connectionName}", Resolve);
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(Telemetry));
        }

        if (!settings.DisableMetrics)
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Telemetry));
        }
    }

    private static NpgsqlSettings ReadSettings(IConfiguration configuration, string connectionName, Action<NpgsqlSettings>? configureSettings)
    {
        var settings = new NpgsqlSettings();
        IConfigurationSection shared = configuration.GetSection(SectionName);
        shared.Bind(settings);
        shared.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);
        return settings;
    }

    private static NpgsqlDataSource Build(string connectionName, NpgsqlSettings settings, IServiceProvider services, Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or under the 'ConnectionString' key in '{SectionName}' configuration section.");
        }

        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        source.UseLoggerFactory(services.GetService<ILoggerFactory>());
        configureDataSourceBuilder?.Invoke(source);
        return source.Build();
    }

    private static void AddHealthCheck(IHostApplicationBuilder builder, string name, Func<IServiceProvider, NpgsqlDataSource> resolve)
    {
        if (builder.Properties.TryAdd($"Aspire.HealthChecks.{name}", true))
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                name, services => new NpgsqlPing(resolve(services)), failureStatus: default, tags: default, CheckTimeout));
        }
    }
}
