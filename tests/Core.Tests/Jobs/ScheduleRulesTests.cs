using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Tests.Jobs;

public sealed class ScheduleRulesTests
{
    [Theory]
    [InlineData("", "UTC")]
    [InlineData("0 0/5 * * * ?", "Europe/Berlin")]
    [InlineData("@daily", "UTC")]
    public void Schedule_ThatMeansSomething_IsTaken(string cron, string zone) => Assert.Empty(Validate("gated", cron, zone));

    [Theory]
    [InlineData("gated", "0 9 * * *", "UTC", "Cron:gated: '0 9 * * *' is not a cron expression with seconds: it has 5 fields")]
    [InlineData("gated", "0 0 9 1 JAN/3 ?", "UTC", "Cron:gated: '0 0 9 1 JAN/3 ?' is not a cron expression with seconds: 'JAN/3'")]
    [InlineData("none", "0 0 9 * * ?", "UTC", "Cron:none names no job; the jobs are gated, prune.")]
    [InlineData("gated", "", "Mars/Olympus", "TimeZone 'Mars/Olympus' is not a time zone of this machine.")]
    public void Schedule_ThatMeansNothing_IsRefusedByName(string job, string cron, string zone, string said) =>
        Assert.StartsWith($"{ScheduleOptions.SectionName}:{said}", Assert.Single(Validate(job, cron, zone)), StringComparison.Ordinal);

    private static IEnumerable<string> Validate(string job, string cron, string zone)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging().AddJobs().AddSingleton<IScheduledJob>(new GatedJob())
            .Configure<ScheduleOptions>(options => (options.Cron[job], options.TimeZone) = (cron, zone))
            .BuildServiceProvider();

        try
        {
            _ = services.GetRequiredService<IOptions<ScheduleOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException refused)
        {
            return refused.Failures;
        }
    }
}
