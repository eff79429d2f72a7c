namespace PromptIntel.Api.Audit;

internal static partial class Log
{
    [LoggerMessage(8003, LogLevel.Error, "Done, and not entered in the audit log: {Action}")]
    public static partial void NotEntered(ILogger logger, string action, Exception exception);
}
