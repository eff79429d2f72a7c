using System.ComponentModel.DataAnnotations;

using PromptIntel.Core.Jobs.Cron;

namespace PromptIntel.Core.Jobs;

/// <summary>When jobs run, and how instances share them.</summary>
public sealed class ScheduleOptions
{
    public const string SectionName = "PromptIntel:Schedules";

    /// <summary>The IANA name of the time zone that schedules are read in; default UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// Schedules by job name (<c>PromptIntel:Schedules:Cron:rebuild_embeddings</c>), over the defaults of the jobs, as
    /// <see cref="CronTimes"/> reads them; empty means only when an operator asks. A name that is no job, or an expression that is none,
    /// refuses the start.
    /// </summary>
    public Dictionary<string, string> Cron { get; } = new(StringComparer.Ordinal);

    /// <summary>How often an instance looks for runs that were asked for elsewhere, or whose instance died; default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after the death of an instance another takes over its run; default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.300", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a run is begun when its instances die; default 3.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How often an instance looks at the schedules while nothing is due, to follow a change; default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CheckInInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How late a time may be served before it counts as missed; one run makes up for all missed; default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MisfireThreshold { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long runs that ended are kept; default 30 days. The newest of each job is always kept; zero keeps all.</summary>
    public TimeSpan RunRetention { get; set; } = TimeSpan.FromDays(30);
}
