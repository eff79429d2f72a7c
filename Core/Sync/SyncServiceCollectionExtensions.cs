using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Users;

namespace PromptIntel.Core.Sync;

public static class SyncServiceCollectionExtensions
{
    /// <summary>
    /// Delivery to every registered <see cref="ISyncTarget"/>; without one there is nothing to do. After users,
    /// the catalog and their stores.
    /// </summary>
    public static IServiceCollection AddSync(this IServiceCollection services)
    {
        services.AddLeases();
        services.AddOptions<SyncOptions>();
        services.TryAddSingleton<IOutboxStore, InMemoryOutboxStore>();
        services.TryAddSingleton<ISyncCursorStore, InMemorySyncCursorStore>();
        services.TryAddSingleton(provider => new SyncRoutes([.. provider.GetServices<ISyncTarget>().Select(target => target.Name)]));
        services.TryAddSingleton<SyncBackoff>();
        services.TryAddSingleton<ISyncSource>(provider => new UserDocuments(provider.GetRequiredService<IUserStore>()));
        services.TryAddSingleton(CreateLoop);
        services.TryAddSingleton(provider => new SyncBacklog(
            provider.GetRequiredService<SyncRoutes>(), provider.GetRequiredService<IOutboxStore>(),
            provider.GetRequiredService<ISyncCursorStore>(), provider.GetRequiredService<PromptCatalog>()));
        return services;
    }

    private static SyncLoop CreateLoop(IServiceProvider provider)
    {
        IOptions<SyncOptions> options = provider.GetRequiredService<IOptions<SyncOptions>>();
        SyncBackoff backoff = provider.GetRequiredService<SyncBackoff>();
        IOutboxStore outbox = provider.GetRequiredService<IOutboxStore>();
        ILogger<SyncLoop> logger = provider.GetRequiredService<ILogger<SyncLoop>>();
        return new SyncLoop(
            [
                .. provider.GetServices<ISyncTarget>().Select(target => (
                    target.Name,
                    new OutboxRelay(target, outbox, provider.GetRequiredService<ISyncSource>(), backoff, options, logger),
                    new CatalogMirror(
                        target,
                        provider.GetRequiredService<ICatalogStore>(),
                        provider.GetRequiredService<ISyncCursorStore>(),
                        options,
                        logger))),
            ],
            outbox,
            provider.GetRequiredService<LeasedWork>(),
            backoff,
            options,
            provider.GetRequiredService<TimeProvider>(),
            logger);
    }
}
