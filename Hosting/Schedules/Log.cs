namespace PromptIntel.Hosting.Schedules;

internal static partial class Log
{
    [LoggerMessage(7101, LogLevel.Error, "Schedules cannot be kept; tried again")]
    public static partial void SchedulesFailed(ILogger logger, Exception exception);
}
