using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Analytics;

public static class AnalyticsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the hourly figures and the job that counts them. Takes a registered <see cref="IAnalyticsStore"/>; without one they are kept in
    /// memory, of executions in memory (<see cref="InMemoryExecutionStore"/>).
    /// </summary>
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.AddOptions<AnalyticsOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAnalyticsStore, InMemoryAnalyticsStore>();
        services.TryAddSingleton<AnalyticsRollUp>();
        services.TryAddSingleton<AnalyticsFigures>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IScheduledJob, RollUpAnalyticsJob>());
        return services;
    }
}
