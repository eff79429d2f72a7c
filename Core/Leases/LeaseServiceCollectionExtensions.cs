using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PromptIntel.Core.Leases;

public static class LeaseServiceCollectionExtensions
{
    /// <summary>Adds leased work. Takes a registered <see cref="ILeaseStore"/>; without one, leases hold within this process.</summary>
    public static IServiceCollection AddLeases(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILeaseStore, InMemoryLeaseStore>();
        services.TryAddSingleton<LeasedWork>();
        return services;
    }
}
