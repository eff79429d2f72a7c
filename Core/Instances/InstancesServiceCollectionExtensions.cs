using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PromptIntel.Core.Instances;

public static class InstancesServiceCollectionExtensions
{
    /// <summary>Adds the reports of processes. A store registered before wins over the one in memory.</summary>
    public static IServiceCollection AddInstances(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IInstanceStore, InMemoryInstanceStore>();
        return services;
    }
}
