using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs;

using Quartz;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Knows when each job is due, together with the keepers of the other instances: each time goes to one of them.</summary>
internal sealed class ScheduleKeeper(
    JobSchedules schedules, JobRuns runs, ScheduleStorage storage, IOptions<ScheduleOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    private const string Name = "PromptIntel";

    /// <summary>Keeps the schedules until cancelled. What is due while it stops goes to another instance, or is made up later.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await using StandaloneSchedulerFactory factory = QuartzSchedulerBuilder.Create(Configure).Build();
        IScheduler scheduler = await factory.GetScheduler(stoppingToken);

        if (!storage.RemembersMissed)
        {
            await runs.RequestMissedAsync(stoppingToken);
        }

        foreach (JobSchedule schedule in schedules.All)
        {
            await DeclareAsync(scheduler, schedule, stoppingToken);
        }

        await scheduler.Start(stoppingToken);

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }

    private void Configure(IQuartzBuilder builder)
    {
        builder.ConfigureScheduler(settings =>
        {
            settings.InstanceName = Name;
            settings.GenerateInstanceId = true;
            // What another instance declares or gives back is noticed this soon.
            settings.IdleWaitTime = options.Value.CheckInInterval;
            settings.ShutdownJobInterruption = ShutdownJobInterruption.Always;
        });
        builder.UseDefaultThreadPool(1);
        builder.UseTimeProvider(time);
        storage.Configure(builder, options.Value);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(runs);
        builder.Services.AddSingleton(time);
    }

    /// <summary>Leaves alone what another instance, or an earlier start, declared alike: it knows what was missed meanwhile.</summary>
    private static async Task DeclareAsync(IScheduler scheduler, JobSchedule schedule, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(schedule.Job.Name);
        var known = await scheduler.GetTrigger(key, cancellationToken) as ICronTrigger;

        if (schedule.Cron.Length == 0)
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
        }
        else if (known is null)
        {
            await AddAsync(scheduler, schedule, cancellationToken);
        }
        else if (known.CronExpressionString != schedule.Cron || known.TimeZone.Id != schedule.Zone.Id)
        {
            await scheduler.RescheduleJob(key, Trigger(schedule), cancellationToken);
        }
    }

    private static async Task AddAsync(IScheduler scheduler, JobSchedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            IJobDetail job = JobBuilder.Create<RequestRun>().WithIdentity(schedule.Job.Name).RequestRecovery().Build();
            await scheduler.ScheduleJob(job, Trigger(schedule), cancellationToken: cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // An instance that starts at the same time was first.
        }
    }

    /// <summary>Of several times that were missed one is made up.</summary>
    private static ITrigger Trigger(JobSchedule schedule) => TriggerBuilder.Create()
        .WithIdentity(schedule.Job.Name)
        .ForJob(schedule.Job.Name)
        .WithCronSchedule(schedule.Cron, cron => cron.InTimeZone(schedule.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
        .Build();
}
