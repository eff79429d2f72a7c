using System.Collections.Immutable;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Cron;

namespace PromptIntel.Core.Jobs;

/// <param name="Cron">Empty: only when an operator asks.</param>
public sealed record JobSchedule(IScheduledJob Job, string Cron, TimeZoneInfo Zone)
{
    private readonly CronTimes? _times = Cron.Length == 0 ? null : CronTimes.Parse(Cron);

    /// <summary>When the job is due next after <paramref name="after"/>; null when it runs only by request.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset after) => _times?.NextAfter(after, Zone);
}

/// <summary>The jobs of this build with their schedules, by name.</summary>
public sealed class JobSchedules
{
    public JobSchedules(IEnumerable<IScheduledJob> jobs, IOptions<ScheduleOptions> options)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(options);
        Dictionary<string, string> cron = options.Value.Cron;
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        All =
        [
            .. jobs.OrderBy(job => job.Name, StringComparer.Ordinal)
                .Select(job => new JobSchedule(job, cron.GetValueOrDefault(job.Name, job.DefaultCron), zone)),
        ];
    }

    /// <summary>By name.</summary>
    public ImmutableArray<JobSchedule> All { get; }

    public JobSchedule? Find(string name) => All.FirstOrDefault(one => one.Job.Name == name);
}
