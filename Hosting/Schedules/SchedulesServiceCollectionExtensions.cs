using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PromptIntel.Hosting.Schedules;

internal static class SchedulesServiceCollectionExtensions
{
    /// <summary>Adds the keeper of the schedules and the loop that runs jobs. Takes a registered <see cref="ScheduleStorage"/>; without one, schedules live in this process.</summary>
    public static IServiceCollection AddScheduleLoops(this IServiceCollection services)
    {
        services.TryAddSingleton<ScheduleStorage, ScheduleStorage.InProcess>();
        services.TryAddSingleton<ScheduleKeeper>();
        services.AddHostedService<JobWorker>();
        services.AddHostedService<ScheduleWorker>();
        return services;
    }
}
