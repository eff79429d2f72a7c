using PromptIntel.Hosting.Schedules;

namespace PromptIntel.Hosting.Tests.Schedules;

public sealed class JobCalendarTests
{
    private const string Daily = "0 0 9 * * ?";

    private readonly JobCalendar _calendar = new();

    [Theory]
    [InlineData("UTC", "2026-03-28T12:00Z", "2026-03-29T09:00Z", "2026-03-30T09:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T07:00Z", "2026-03-30T07:00Z")]
    [InlineData("Europe/Berlin", "2026-03-27T12:00Z", "2026-03-28T08:00Z", "2026-03-29T07:00Z")]
    [InlineData("Europe/Berlin", "2026-10-23T12:00Z", "2026-10-24T07:00Z", "2026-10-25T08:00Z")]
    [InlineData("America/New_York", "2026-11-01T00:00Z", "2026-11-01T14:00Z", "2026-11-02T14:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-02T12:00Z", "2026-10-02T22:30Z", "2026-10-03T22:00Z")]
    public void Daily_IsAtNineOfTheZoneWhateverTheClocksDo(string zone, string after, string first, string second)
    {
        DateTimeOffset one = Next(Daily, zone, At(after));
        DateTimeOffset two = Next(Daily, zone, one);

        Assert.Equal((At(first), At(second)), (one, two));
    }

    [Fact]
    public void TimeThatTheClocksSkip_IsDueOnceAfterTheGap()
    {
        DateTimeOffset skipped = Next("0 30 2 * * ?", "Europe/Berlin", At("2026-03-28T12:00Z"));

        Assert.Equal(At("2026-03-29T01:00Z"), skipped);
        Assert.Equal(At("2026-03-30T00:30Z"), Next("0 30 2 * * ?", "Europe/Berlin", skipped));
    }

    [Fact]
    public void TimeThatComesTwice_IsDueOnce()
    {
        DateTimeOffset first = Next("0 30 2 * * ?", "Europe/Berlin", At("2026-10-24T12:00Z"));

        Assert.Equal(At("2026-10-25T00:30Z"), first);
        Assert.Equal(At("2026-10-26T01:30Z"), Next("0 30 2 * * ?", "Europe/Berlin", first));
    }

    [Theory]
    [InlineData(Daily, true)]
    [InlineData("0 5 * * * ?", true)]
    [InlineData("0 9 * * *", false)]
    [InlineData("nine o'clock", false)]
    [InlineData("0 0 25 * * ?", false)]
    public void IsValid_KnowsWhatIsAnExpression(string cron, bool isValid) => Assert.Equal(isValid, _calendar.IsValid(cron));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private DateTimeOffset Next(string cron, string zone, DateTimeOffset after) => _calendar.NextAfter(cron, TimeZoneInfo.FindSystemTimeZoneById(zone), after)!.Value;
}
