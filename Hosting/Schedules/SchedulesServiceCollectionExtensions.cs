namespace PromptIntel.Hosting.Schedules;

internal static class SchedulesServiceCollectionExtensions
{
    /// <summary>Adds the loops that keep schedules and run jobs.</summary>
    public static IServiceCollection AddScheduleLoops(this IServiceCollection services)
    {
        services.AddHostedService<JobWorker>();
        services.AddHostedService<ScheduleWorker>();
        return services;
    }
}
