using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Following;
using PromptIntel.Core.Execution.Engine;

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
}
