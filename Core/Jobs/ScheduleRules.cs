using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Cron;

namespace PromptIntel.Core.Jobs;

/// <summary>Refuses schedules that mean nothing, rather than never running a job.</summary>
/// <param name="services">Where the jobs are, which may themselves ask for these options.</param>
internal sealed class ScheduleRules(IServiceProvider services) : IValidateOptions<ScheduleOptions>
{
    public ValidateOptionsResult Validate(string? name, ScheduleOptions options)
    {
        string[] known = [.. services.GetServices<IScheduledJob>().Select(job => job.Name)];
        List<string> errors = [];

        foreach ((string job, string cron) in options.Cron)
        {
            string setting = $"{ScheduleOptions.SectionName}:Cron:{job}";

            if (!known.Contains(job))
            {
                errors.Add($"{setting} names no job; the jobs are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
            else if (cron.Length > 0 && !CronTimes.TryParse(cron, out _, out string? problem))
            {
                errors.Add($"{setting}: '{cron}' is not a cron expression with seconds: {problem}");
            }
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            errors.Add($"{ScheduleOptions.SectionName}:TimeZone '{options.TimeZone}' is not a time zone of this machine.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
