namespace PromptIntel.Api.Errors;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected failure of {Path}")]
    public static partial void Unexpected(ILogger logger, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A store failed {Path}")]
    public static partial void StoreUnavailable(ILogger logger, string path, Exception exception);
}
