using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Vectors;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis;

public static class RedisServiceCollectionExtensions
{
    /// <summary>
    /// Lets the processes of one installation hear of each other at once, over the registered <see cref="IConnectionMultiplexer"/>. Called
    /// before the capabilities are added. The host binds <see cref="RedisOptions"/>.
    /// </summary>
    public static IServiceCollection AddPromptIntelRedis(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new RedisLink(
            provider.GetRequiredService<IConnectionMultiplexer>,
            provider.GetRequiredService<PromptCatalog>(),
            provider.GetRequiredService<IOptions<RedisOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisLink>>()));
        services.TryAddSingleton<RedisBus>();
        services.AddSingleton<IChangeNudge, RedisChangeNudge>();
        services.AddSingleton<ISignalRelay, RedisSignalRelay>();
        services.AddHostedService<RedisStart>();
        return services;
    }

    /// <summary>
    /// Searches vectors in Redis, over the <see cref="IConnectionMultiplexer"/> that is registered with
    /// <paramref name="connectionKey"/>: one of its own, because an answer that is calculated holds up those behind it. Called before
    /// search is added. The host binds <see cref="RedisSearchOptions"/>.
    /// </summary>
    public static IServiceCollection AddPromptIntelRedisSearch(this IServiceCollection services, object connectionKey)
    {
        services.AddOptions<RedisOptions>();
        services.AddOptions<RedisSearchOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISearchIndexFactory>(provider => new RedisSearchIndexFactory(
            new RedisLink(
                () => provider.GetRequiredKeyedService<IConnectionMultiplexer>(connectionKey),
                provider.GetRequiredService<PromptCatalog>(),
                provider.GetRequiredService<IOptions<RedisOptions>>(),
                provider.GetRequiredService<TimeProvider>(),
                // The other connection to the same server reports its outages.
                NullLogger<RedisLink>.Instance),
            new InMemorySearchIndexFactory(),
            // Another name whenever the attributes change that an element has: sets of before would be filtered by what they lack.
            "entries-facets",
            provider.GetRequiredService<IOptions<RedisSearchOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisSearchIndexFactory>>()));
        return services;
    }
}
