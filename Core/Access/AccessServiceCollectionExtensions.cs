using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Audit;

namespace PromptIntel.Core.Access;

public static class AccessServiceCollectionExtensions
{
    /// <summary>
    /// Adds keys beside the catalog, whose change log tells of them. A store registered before wins over the one in memory. The host reads
    /// <see cref="GoodKeys"/> before the first request and follows them.
    /// </summary>
    public static IServiceCollection AddAccessKeys(this IServiceCollection services)
    {
        services.AddAudit();
        services.TryAddSingleton<IAccessKeyStore, InMemoryAccessKeyStore>();
        services.TryAddSingleton<KeyUsages>();
        services.TryAddSingleton<GoodKeys>();
        services.TryAddSingleton<AccessKeys>();
        return services;
    }
}
