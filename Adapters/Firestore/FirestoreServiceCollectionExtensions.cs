using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Firestore;

public static class FirestoreServiceCollectionExtensions
{
    /// <summary>
    /// Keeps users' data and the catalog live in Firestore as well, when the configuration says where it is; else
    /// adds nothing. No connection is made here.
    /// </summary>
    /// <exception cref="FirestoreConfigurationException">What the configuration says cannot be used.</exception>
    public static IServiceCollection AddPromptIntelFirestore(this IServiceCollection services, IConfiguration configuration)
    {
        if (FirestoreLocation.Read(configuration) is { } location)
        {
            services.AddOptions<FirestoreOptions>()
                .BindConfiguration(FirestoreOptions.SectionName)
                .ValidateDataAnnotations()
                .ValidateOnStart();
            services.TryAddSingleton(location);
            services.TryAddSingleton<FirestoreClient>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<ISyncTarget, FirestoreTarget>());
        }

        return services;
    }
}
