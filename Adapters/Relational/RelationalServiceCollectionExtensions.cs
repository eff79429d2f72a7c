using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Adapters.Relational.Access;
using PromptIntel.Adapters.Relational.Analytics;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Relational.Documents;
using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Adapters.Relational.Instances;
using PromptIntel.Adapters.Relational.Jobs;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Access;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference.Limits;
using PromptIntel.Core.Instances;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Sessions;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational;

internal static class RelationalServiceCollectionExtensions
{
    /// <summary>Every store over the registered <see cref="RelationalDatabase"/>, whichever product it is.</summary>
    public static IServiceCollection AddRelationalStores(this IServiceCollection services)
    {
        // As AddSync has it, for hosts that relay nothing.
        services.TryAddSingleton(provider => new SyncRoutes([.. provider.GetServices<ISyncTarget>().Select(target => target.Name)]));
        services.TryAddSingleton<IEmbeddingStore, RelationalEmbeddingStore>();
        services.TryAddSingleton<IAuditStore, RelationalAuditStore>();
        services.TryAddSingleton<IAccessKeyStore, RelationalAccessKeyStore>();
        services.TryAddSingleton<IInstanceStore, RelationalInstanceStore>();
        services.TryAddSingleton<ILeaseStore, RelationalLeaseStore>();
        services.TryAddSingleton<IModelRateStore, RelationalModelRateStore>();
        services.TryAddSingleton<ISessionKeyStore, RelationalSessionKeyStore>();
        services.TryAddSingleton<IAnalyticsStore, RelationalAnalyticsStore>();
        services.TryAddSingleton<IJobRunStore, RelationalJobRunStore>();
        services.TryAddSingleton<IJobScheduleStore, RelationalJobScheduleStore>();
        services.TryAddSingleton<ICatalogStore, RelationalCatalogStore>();
        services.TryAddSingleton<ILeagueStore, RelationalLeagueStore>();
        services.TryAddSingleton<IDocumentStore, RelationalDocumentStore>();
        services.TryAddSingleton<IUserStore, RelationalUserStore>();
        services.TryAddSingleton<IOutboxStore, RelationalOutboxStore>();
        services.TryAddSingleton<ISyncCursorStore, RelationalSyncCursorStore>();
        services.TryAddSingleton<IExecutionEffects>(provider => new ExecutionEffects(
            provider.GetRequiredService<RelationalDatabase>().Dialect, provider.GetRequiredService<SyncRoutes>()));
        services.TryAddSingleton<RelationalExecutionStore>();
        services.TryAddSingleton<IExecutionStore>(provider => provider.GetRequiredService<RelationalExecutionStore>());
        services.TryAddSingleton<IExecutionReader>(provider => provider.GetRequiredService<RelationalExecutionStore>());
        return services;
    }
}
