using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Users;

public static class UsersServiceCollectionExtensions
{
    /// <summary>
    /// Preferences, history, feedback and figures of users, and the job that counts the figures. Takes a registered
    /// <see cref="IUserStore"/>; without one they live as long as the process.
    /// </summary>
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<UserOptions>();
        services.TryAddSingleton<IUserStore, InMemoryUserStore>();
        services.TryAddSingleton<UserPreferencesWriter>();
        services.TryAddSingleton<UserMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IScheduledJob, RefreshUserMetricsJob>());
        return services;
    }
}
