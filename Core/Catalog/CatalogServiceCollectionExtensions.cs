using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Checks;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Catalog;

public static class CatalogServiceCollectionExtensions
{
    /// <summary>
    /// Registers the catalog. A store registered before wins over the one in memory. The host calls
    /// <see cref="PromptCatalog.LoadAsync"/> before the first read and runs a <see cref="CatalogTail"/>.
    /// </summary>
    public static IServiceCollection AddPromptIntelCatalog(this IServiceCollection services)
    {
        services.AddOptions<CatalogOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddAudit();
        services.TryAddSingleton<ICatalogStore, InMemoryCatalogStore>();
        services.TryAddSingleton<IChangeNudge, InProcessChangeNudge>();
        services.TryAddSingleton<PromptCatalog>();
        services.TryAddSingleton<ICatalogReader>(provider => provider.GetRequiredService<PromptCatalog>());
        services.TryAddSingleton(provider => provider.GetRequiredService<PromptCatalog>().Derived);
        services.TryAddSingleton<CatalogTail>();
        services.TryAddSingleton<ChangeFeed>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetention, ChangeLogRetention>());
        services.TryAddSingleton<CatalogWakeUp>();
        services.TryAddSingleton<WriteRules>();
        services.TryAddSingleton<CatalogCommits>();
        services.TryAddSingleton(provider => new CatalogWriter(
            provider.GetRequiredService<CatalogCommits>(), new NamespaceBounds(provider.GetServices<IEntryReferences>())));
        services.TryAddSingleton<CatalogHistory>();
        services.TryAddSingleton(provider => new CatalogTransfer(
            provider.GetRequiredService<ICatalogStore>(), provider.GetRequiredService<CatalogCommits>(),
            provider.GetRequiredService<VersionChecks>(), provider.GetRequiredService<ICatalogReader>()));
        services.TryAddSingleton(provider => new ContentLoader(
            provider.GetRequiredService<ICatalogStore>(), provider.GetRequiredService<CatalogCommits>(),
            provider.GetRequiredService<ILogger<ContentLoader>>()));
        services.TryAddSingleton<VersionChecks>();
        services.TryAddSingleton<PromptRenderer>();
        services.TryAddSingleton<ComposedPrompts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IVersionRule, PromptRule>());
        services.TryAddSingleton<UnusableEntries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryValidator, EntryLimits>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryValidator, PromptValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntryValidator, IncludeValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILabelRule, PublisherRule>());
        return services;
    }
}
