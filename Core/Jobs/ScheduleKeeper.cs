using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Cron;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Core.Jobs;

/// <summary>
/// Asks for a run whenever a job is due, together with the keepers of the other instances: each time goes to one of them. What is due is
/// decided by the store's clock and by the schedule that was declared last, so keepers with other clocks or settings agree.
/// </summary>
public sealed class ScheduleKeeper(
    JobSchedules schedules, IJobScheduleStore store, JobSignal signal, IOptions<ScheduleOptions> options, TimeProvider time,
    ILogger<ScheduleKeeper> logger)
{
    /// <summary>
    /// Declares the schedules of this instance, then keeps those of all until cancelled. An outage of the store throws; what was due
    /// meanwhile is served afterwards.
    /// </summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await DeclareAsync(stoppingToken);

        while (true)
        {
            TimeSpan untilNext = await ServeDueAsync(stoppingToken);
            await Task.Delay(untilNext, time, stoppingToken);
        }
    }

    internal async Task DeclareAsync(CancellationToken cancellationToken)
    {
        foreach (JobSchedule schedule in schedules.All)
        {
            await store.DeclareAsync(schedule.Job.Name, schedule.Cron, schedule.Zone.Id, cancellationToken);
        }
    }

    /// <summary>Gives the time until something may be due again.</summary>
    internal async Task<TimeSpan> ServeDueAsync(CancellationToken cancellationToken)
    {
        KeptSchedules kept = await store.ReadAsync(cancellationToken);
        DateTimeOffset next = kept.Now + options.Value.CheckInInterval;

        foreach (KeptSchedule schedule in kept.All)
        {
            if (NextOf(schedule) is not { } due || due >= next)
            {
                continue;
            }

            if (due > kept.Now)
            {
                next = due;
                continue;
            }

            // Whoever was first, the schedule has moved on: it is read again at once.
            next = kept.Now;
            await ServeAsync(schedule, due, kept.Now, cancellationToken);
        }

        return next - kept.Now;
    }

    private async Task ServeAsync(KeptSchedule schedule, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool wasMissed = now - due > options.Value.MisfireThreshold;
        var run = Guid.CreateVersion7(time.GetUtcNow());

        if (await store.ServeAsync(schedule, new DueTime(due, wasMissed ? now : due), run, cancellationToken))
        {
            signal.Ring();
        }
    }

    /// <summary>Null when it is never due, or another build's.</summary>
    private DateTimeOffset? NextOf(KeptSchedule schedule)
    {
        if (schedule.Cron.Length == 0 || schedules.Find(schedule.Job) is null)
        {
            return null;
        }

        if (CronTimes.TryParse(schedule.Cron, out CronTimes? times, out _)
            && TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out TimeZoneInfo? zone))
        {
            return times.NextAfter(schedule.ServedUntil, zone);
        }

        Log.ScheduleUnreadable(logger, schedule.Job, schedule.Cron, schedule.TimeZone);
        return null;
    }
}
