using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Tests.Jobs;

/// <summary>Every day at 09:00 UTC, whatever the expression says; "broken" is none.</summary>
internal sealed class DailyCalendar : IJobCalendar
{
    public bool IsValid(string cron) => cron != "broken";

    public DateTimeOffset? NextAfter(string cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        DateTimeOffset due = new(after.UtcDateTime.Date.AddHours(9), TimeSpan.Zero);
        return due > after ? due : due.AddDays(1);
    }
}
