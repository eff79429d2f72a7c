using System.Globalization;

using PromptIntel.Core.Jobs.Cron;

namespace PromptIntel.Core.Tests.Jobs;

/// <summary>The times are those that the scheduler of earlier releases gave for the same expressions.</summary>
public sealed class CronTimesTests
{
    private const string Daily = "0 0 9 * * ?";

    [Theory]
    [InlineData("UTC", "2026-03-28T12:00Z", "2026-03-29T09:00Z", "2026-03-30T09:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T07:00Z", "2026-03-30T07:00Z")]
    [InlineData("Europe/Berlin", "2026-03-27T12:00Z", "2026-03-28T08:00Z", "2026-03-29T07:00Z")]
    [InlineData("Europe/Berlin", "2026-10-23T12:00Z", "2026-10-24T07:00Z", "2026-10-25T08:00Z")]
    [InlineData("America/New_York", "2026-11-01T00:00Z", "2026-11-01T14:00Z", "2026-11-02T14:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-02T12:00Z", "2026-10-02T22:30Z", "2026-10-03T22:00Z")]
    public void Daily_IsAtNineOfTheZoneWhateverTheClocksDo(string zone, string after, string first, string second) =>
        Assert.Equal([At(first), At(second)], Next(Daily, after, 2, zone));

    [Theory]
    [InlineData("0 30 2 * * ?", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("0 10,40 2 * * ?", "2026-03-29T01:00Z", "2026-03-30T00:10Z")]
    [InlineData("0 0/30 2 * * ?", "2026-03-29T01:00Z", "2026-03-30T00:00Z")]
    [InlineData("0 5 1-2 * * ?", "2026-03-29T00:05Z", "2026-03-29T01:00Z")]
    public void TimesThatTheClocksSkip_AreDueOnceAfterTheGap(string cron, string first, string second) =>
        Assert.Equal([At(first), At(second)], Next(cron, "2026-03-28T23:59Z", 2, "Europe/Berlin"));

    [Theory]
    [InlineData("0 30 2 * * ?", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("0 30 1,2,3 * * ?", "2026-10-25T00:30Z", "2026-10-25T02:30Z")]
    [InlineData("0 30 * * * ?", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [InlineData("0 30 1-3 * * ?", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [InlineData("0 0/45 2 * * ?", "2026-10-25T00:00Z", "2026-10-25T00:45Z", "2026-10-25T01:00Z")]
    public void TimesThatComeTwice_AreDueOnce_UnlessTheyGoByRangesOrSteps(string cron, params string[] expected) =>
        Assert.Equal(expected.Select(At), Next(cron, "2026-10-24T23:59Z", expected.Length, "Europe/Berlin"));

    /// <summary>From the start of 2026, a Thursday.</summary>
    [Theory]
    [InlineData("* * * * * ?", "2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z")]
    [InlineData("0 0/7 * * * ?", "2026-01-01T00:07Z", "2026-01-01T00:14Z")]
    [InlineData("0 /5,3 * * * ?", "2026-01-01T00:03Z", "2026-01-01T00:05Z")]
    [InlineData("0 *,5 * * * ?", "2026-01-01T00:01Z", "2026-01-01T00:02Z")]
    [InlineData("0 0 22-2 * * ?", "2026-01-01T01:00Z", "2026-01-01T02:00Z", "2026-01-01T22:00Z")]
    [InlineData("  0\t0 9  * * * ", "2026-01-01T09:00Z", "2026-01-02T09:00Z")]
    [InlineData("0 0 9 ? * 2", "2026-01-05T09:00Z", "2026-01-12T09:00Z")]
    [InlineData("0 0 9 ? * mon", "2026-01-05T09:00Z", "2026-01-12T09:00Z")]
    [InlineData("0 0 9 ? * 7-2", "2026-01-03T09:00Z", "2026-01-04T09:00Z", "2026-01-05T09:00Z", "2026-01-10T09:00Z")]
    [InlineData("0 0 9 ? * 2/2", "2026-01-02T09:00Z", "2026-01-05T09:00Z", "2026-01-07T09:00Z", "2026-01-09T09:00Z")]
    [InlineData("0 0 9 ? * SUN/3", "2026-01-03T09:00Z", "2026-01-04T09:00Z", "2026-01-07T09:00Z")]
    [InlineData("0 0 9 ? * FRI-MON/2", "2026-01-02T09:00Z", "2026-01-04T09:00Z", "2026-01-09T09:00Z")]
    [InlineData("0 0 9 ? * */2", "2026-01-01T09:00Z", "2026-01-03T09:00Z", "2026-01-04T09:00Z")]
    [InlineData("0 0 9 ? * L", "2026-01-03T09:00Z", "2026-01-10T09:00Z")]
    [InlineData("0 0 9 ? * 5L", "2026-01-29T09:00Z", "2026-02-26T09:00Z")]
    [InlineData("0 0 9 ? * 6#3", "2026-01-16T09:00Z", "2026-02-20T09:00Z")]
    [InlineData("0 0 9 ? * FRI#2", "2026-01-09T09:00Z", "2026-02-13T09:00Z")]
    [InlineData("0 0 9 1 * 2", "2026-01-01T09:00Z", "2026-01-05T09:00Z", "2026-01-12T09:00Z")]
    [InlineData("0 0 9 5 * *", "2026-01-05T09:00Z", "2026-02-05T09:00Z")]
    [InlineData("0 0 9 1,L * ?", "2026-01-01T09:00Z", "2026-01-31T09:00Z", "2026-02-01T09:00Z")]
    [InlineData("0 0 9 15W,20 * ?", "2026-01-15T09:00Z", "2026-01-20T09:00Z", "2026-02-16T09:00Z")]
    [InlineData("0 0 9 L-3W * ?", "2026-01-28T09:00Z", "2026-02-25T09:00Z", "2026-03-27T09:00Z")]
    [InlineData("0 0 9 31W * ?", "2026-01-30T09:00Z", "2026-02-27T09:00Z", "2026-03-31T09:00Z", "2026-04-30T09:00Z")]
    [InlineData("0 0 9 ? NOV-FEB L", "2026-01-03T09:00Z", "2026-01-10T09:00Z")]
    [InlineData("0 0 9 1 1/5 ?", "2026-01-01T09:00Z", "2026-06-01T09:00Z", "2026-11-01T09:00Z")]
    [InlineData("0 0 9 31 12 ? 2027/2", "2027-12-31T09:00Z", "2029-12-31T09:00Z")]
    [InlineData("0 0 9 1 1 ? 2028,2030-2031", "2028-01-01T09:00Z", "2030-01-01T09:00Z", "2031-01-01T09:00Z")]
    [InlineData("@daily", "2026-01-02T00:00Z", "2026-01-03T00:00Z")]
    [InlineData("@WEEKLY", "2026-01-04T00:00Z", "2026-01-11T00:00Z")]
    public void Expression_MeansWhatItAlwaysMeant(string cron, params string[] expected) =>
        Assert.Equal(expected.Select(At), Next(cron, "2026-01-01T00:00Z", expected.Length));

    [Theory]
    [InlineData("0 0 9 31 2 ?")]
    [InlineData("0 0 9 * * ? 1970")]
    [InlineData("0 0 9 29 2 ? 2027/4")]
    public void Expression_OfNoTime_IsNeverDue(string cron) =>
        Assert.Null(CronTimes.Parse(cron).NextAfter(At("2026-01-01T00:00Z"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("0 9 * * *", "5 fields")]
    [InlineData("nine o'clock", "2 fields")]
    [InlineData("0 0 25 * * ?", "Hours")]
    [InlineData("0 0/61 * * * ?", "Minutes")]
    [InlineData("0 ? 9 * * ?", "'?' stands in the fields of days only")]
    [InlineData("0 0 9 0 * ?", "Days of month")]
    [InlineData("0 0 9 1 MON ?", "Months")]
    [InlineData("0 0 9 1 JAN/3 ?", "'JAN/3': a step needs its months as numbers")]
    [InlineData("0 0 9 30W * ?", "'30W' is no day of every month")]
    [InlineData("0 0 9 ? * 0", "'0' is not a day of the week: 1 (SUN) to 7 (SAT)")]
    [InlineData("0 0 9 ? * 8", "'8' is not a day of the week")]
    [InlineData("0 0 9 ? * MONDAY", "'DAY' is not a day of the week")]
    [InlineData("0 0 9 ? * MON,6#2", "Days of week")]
    [InlineData("0 0 9 1 1 ? 26", "'26' is not a year")]
    [InlineData("0 0 9 1 1 ? 2050-2026", "'2050-2026' is not a year")]
    [InlineData("0 0 9 1 1 ? 2026/0", "'2026/0' is not a year")]
    [InlineData("@reboot", "1 fields")]
    public void Expression_ThatIsNone_IsRefusedWithWhatIsWrong(string cron, string problem)
    {
        bool isValid = CronTimes.TryParse(cron, out _, out string? said);

        Assert.False(isValid);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<DateTimeOffset> Next(string cron, string after, int count, string zone = "UTC")
    {
        CronTimes times = CronTimes.Parse(cron);
        TimeZoneInfo where = TimeZoneInfo.FindSystemTimeZoneById(zone);
        DateTimeOffset last = At(after);
        return [.. Enumerable.Range(0, count).Select(_ => last = times.NextAfter(last, where)!.Value)];
    }
}
