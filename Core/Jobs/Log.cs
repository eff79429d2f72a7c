using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Jobs;

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "Job {Job} ended: {Summary}")]
    public static partial void Ended(ILogger logger, string job, string summary);

    [LoggerMessage(7002, LogLevel.Error, "Job {Job} failed; its next run tries again")]
    public static partial void Failed(ILogger logger, Exception exception, string job);

    [LoggerMessage(7003, LogLevel.Warning, "The store of job runs did not answer; it is asked again at the next poll")]
    public static partial void StoreFailed(ILogger logger, Exception exception);

    [LoggerMessage(7004, LogLevel.Warning, "The schedule '{Cron}' of job {Job} in {TimeZone} cannot be read by this build; others may")]
    public static partial void ScheduleUnreadable(ILogger logger, string job, string cron, string timeZone);
}
