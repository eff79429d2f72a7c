using Aspire.StackExchange.Redis;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

using OpenTelemetry;

using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Stand-in for the package Aspire.StackExchange.Redis: the same names, configuration keys and registrations, so that taking the package
/// means leaving this folder out. It has no instrumentation behind the activity source.
/// </summary>
public static class AspireRedisExtensions
{
    private const string SectionName = "Aspire:StackExchange:Redis";
    private const string ActivitySource = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    /// <summary>A ping that takes longer is as good as none.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Registers <see cref="IConnectionMultiplexer"/>, which connects when first asked for and for ever after reconnects by itself.</summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder, string connectionName, Action<StackExchangeRedisSettings>? configureSettings = null, Action<ConfigurationOptions>? configureOptions = null) =>
        AddRedisClientBuilder(builder, connectionName, configureSettings, configureOptions);

    /// <inheritdoc cref="AddRedisClient"/>
    public static AspireRedisClientBuilder AddRedisClientBuilder(
        this IHostApplicationBuilder builder, string connectionName, Action<StackExchangeRedisSettings>? configureSettings = null, Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureOptions);

    /// <summary>As <see cref="AddRedisClient"/>, with <paramref name="name"/> as the key of the service.</summary>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder, string name, Action<StackExchangeRedisSettings>? configureSettings = null, Action<ConfigurationOptions>? configureOptions = null) =>
        AddKeyedRedisClientBuilder(builder, name, configureSettings, configureOptions);

    /// <inheritdoc cref="AddKeyedRedisClient"/>
    public static AspireRedisClientBuilder AddKeyedRedisClientBuilder(
        this IHostApplicationBuilder builder, string name, Action<StackExchangeRedisSettings>? configureSettings = null, Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureOptions);

    private static AspireRedisClientBuilder Add(
        IHostApplicationBuilder builder, string connectionName, string? serviceKey, Action<StackExchangeRedisSettings>? configureSettings, Action<ConfigurationOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        IConfigurationSection shared = builder.Configuration.GetSection(SectionName);
        IConfigurationSection named = shared.GetSection(connectionName);
        StackExchangeRedisSettings settings = ReadSettings(builder.Configuration, shared, named, configureSettings);

        RedisClientOptions.Check(connectionName, settings, [shared, named]);

        ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(RedisClientOptions.Read(connectionName, settings, [shared, named], configureOptions));

        if (serviceKey is null)
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(_ => Connect());
        }
        else
        {
            builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(serviceKey, (_, _) => Connect());
        }

        IConnectionMultiplexer Resolve(IServiceProvider services) => serviceKey is null
            ? services.GetRequiredService<IConnectionMultiplexer>()
            : services.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey);

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(ActivitySource));
        }

        if (!settings.DisableHealthChecks)
        {
            AddHealthCheck(builder, serviceKey is null ? "StackExchange.Redis" : $"StackExchange.Redis_{connectionName}", Resolve);
        }

        return new AspireRedisClientBuilder(builder, settings, serviceKey);
    }

    private static StackExchangeRedisSettings ReadSettings(
        IConfiguration configuration, IConfigurationSection shared, IConfigurationSection named, Action<StackExchangeRedisSettings>? configureSettings)
    {
        var settings = new StackExchangeRedisSettings();
        shared.Bind(settings);
        named.Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(named.Key) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);
        return settings;
    }

    private static void AddHealthCheck(IHostApplicationBuilder builder, string name, Func<IServiceProvider, IConnectionMultiplexer> resolve)
    {
        if (builder.Properties.TryAdd($"Aspire.HealthChecks.{name}", true))
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                name, services => new RedisPing(() => resolve(services)), failureStatus: default, tags: default, CheckTimeout));
        }
    }
}
