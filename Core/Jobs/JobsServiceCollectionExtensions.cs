using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Standing;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Jobs;

public static class JobsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the jobs of an installation, asking for runs, and the engine that runs them (driven by the Worker's loop). Needs an
    /// <see cref="IJobCalendar"/> and the capabilities that the jobs work for. Takes a registered <see cref="IJobRunStore"/>; without
    /// one, runs are forgotten with the process.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<ScheduleOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLeases();
        services.TryAddSingleton<IJobRunStore, InMemoryJobRunStore>();
        services.TryAddSingleton<JobSchedules>();
        services.TryAddSingleton<JobSignal>();
        services.TryAddSingleton<JobRuns>();
        services.TryAddSingleton<JobEngine>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<ScheduleOptions>, ScheduleRules>(),
            ServiceDescriptor.Singleton<IScheduledJob, RebuildEmbeddingsJob>(),
            ServiceDescriptor.Singleton<IScheduledJob, RollUpAnalyticsJob>(),
            ServiceDescriptor.Singleton<IScheduledJob, RefreshUserMetricsJob>(),
            ServiceDescriptor.Singleton<IScheduledJob, PruneJob>(),
            ServiceDescriptor.Singleton<IRetention, ExecutionsRetention>(),
            ServiceDescriptor.Singleton<IRetention, ChangeLogRetention>(),
            ServiceDescriptor.Singleton<IRetention, JobRunRetention>(),
        ]);
        return services;
    }
}
