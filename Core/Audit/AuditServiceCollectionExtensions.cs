using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Audit;

public static class AuditServiceCollectionExtensions
{
    /// <summary>Adds the audit log. A store registered before wins over the one in memory.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InMemoryAuditStore>();
        services.TryAddSingleton<IAuditStore>(provider => provider.GetRequiredService<InMemoryAuditStore>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetention, AuditRetention>());
        return services;
    }
}
