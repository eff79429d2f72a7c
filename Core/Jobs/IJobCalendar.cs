namespace PromptIntel.Core.Jobs;

/// <summary>Reads cron expressions. Whatever keeps the schedules provides it, so that both agree.</summary>
public interface IJobCalendar
{
    bool IsValid(string cron);

    /// <summary>
    /// The first time after <paramref name="after"/>; null when there is none. A local time that a change of the clocks skips is due
    /// once at the first time after the gap; one that comes twice is due once.
    /// </summary>
    DateTimeOffset? NextAfter(string cron, TimeZoneInfo zone, DateTimeOffset after);
}
