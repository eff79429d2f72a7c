namespace PromptIntel.Hosting.Execution;

internal static partial class Log
{
    [LoggerMessage(7102, LogLevel.Warning, "What waits past its deadline cannot be answered; tried again")]
    public static partial void DeadlinesFailed(ILogger logger, Exception exception);
}
