using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>The settings of one Redis client, by the names of the Aspire client integration.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>Overridden by <c>ConnectionStrings:&lt;name&gt;</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out; default false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves the activity source out; default false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Connects when first asked for, not at start; default true.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}

/// <summary>What <see cref="AspireRedisExtensions"/> gives to build on.</summary>
public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder;

    public StackExchangeRedisSettings Settings { get; } = settings;

    public string? ServiceKey { get; } = serviceKey;
}
