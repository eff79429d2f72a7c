using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Retention;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Jobs;

public static class JobsServiceCollectionExtensions
{
    /// <summary>
    /// Adds asking for runs of the registered <see cref="IScheduledJob"/>s, the keeper of their schedules and the
    /// engine that runs them (both driven by the Worker's loops), and the job that deletes what each registered <see cref="IRetention"/>
    /// calls past its time. Takes a registered <see cref="IJobRunStore"/> and <see cref="IJobScheduleStore"/>,
    /// both or none; without them, runs and schedules are forgotten with the process.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<ScheduleOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLeases();
        services.TryAddSingleton<InMemoryJobRunStore>();
        services.TryAddSingleton<IJobRunStore>(provider => provider.GetRequiredService<InMemoryJobRunStore>());
        services.TryAddSingleton<IJobScheduleStore, InMemoryJobScheduleStore>();
        services.TryAddSingleton<JobSchedules>();
        services.TryAddSingleton<JobSignal>();
        services.TryAddSingleton<JobRuns>();
        services.TryAddSingleton<JobEngine>();
        services.TryAddSingleton<ScheduleKeeper>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<ScheduleOptions>, ScheduleRules>(),
            ServiceDescriptor.Singleton<IScheduledJob, PruneJob>(),
            ServiceDescriptor.Singleton<IRetention, JobRunRetention>(),
        ]);
        return services;
    }
}
