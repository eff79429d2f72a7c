using System.Collections.Immutable;

using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Jobs;

/// <param name="Cron">Empty: only when an operator asks.</param>
public sealed record JobSchedule(IScheduledJob Job, string Cron, TimeZoneInfo Zone);

/// <summary>The jobs of this build with their schedules, by name.</summary>
public sealed class JobSchedules
{
    private readonly IJobCalendar _calendar;

    public JobSchedules(IEnumerable<IScheduledJob> jobs, IJobCalendar calendar, IOptions<ScheduleOptions> options)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(options);
        _calendar = calendar;
        Dictionary<string, string> cron = options.Value.Cron;
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        All = [.. jobs.OrderBy(job => job.Name, StringComparer.Ordinal).Select(job => new JobSchedule(job, cron.GetValueOrDefault(job.Name, job.DefaultCron), zone))];
    }

    /// <summary>By name.</summary>
    public ImmutableArray<JobSchedule> All { get; }

    public JobSchedule? Find(string name) => All.FirstOrDefault(one => one.Job.Name == name);

    /// <summary>When a job is due next after <paramref name="after"/>; null when it runs only by request.</summary>
    public DateTimeOffset? NextAfter(JobSchedule schedule, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Cron.Length == 0 ? null : _calendar.NextAfter(schedule.Cron, schedule.Zone, after);
    }
}
