using PromptIntel.Core.Jobs;

using Quartz;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Cron expressions as the keeper of the schedules reads them.</summary>
public sealed class JobCalendar : IJobCalendar
{
    public bool IsValid(string cron) => CronExpression.TryParse(cron, out _);

    public DateTimeOffset? NextAfter(string cron, TimeZoneInfo zone, DateTimeOffset after) => new CronExpression(cron, zone).GetNextValidTimeAfter(after);
}
