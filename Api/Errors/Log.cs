namespace PromptIntel.Api.Errors;

internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Error, "Unexpected failure of {Path}")]
    public static partial void Unexpected(ILogger logger, string path, Exception exception);

    [LoggerMessage(8002, LogLevel.Error, "A store failed {Path}")]
    public static partial void StoreUnavailable(ILogger logger, string path, Exception exception);
}
