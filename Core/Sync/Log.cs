using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Sync;

internal static partial class Log
{
    [LoggerMessage(
        5001, LogLevel.Warning, "{Target} cannot be reached: {Reason}. Changes wait here and are delivered when it answers again")]
    public static partial void Unreachable(ILogger logger, string target, string reason);

    [LoggerMessage(5002, LogLevel.Information, "{Target} answers again")]
    public static partial void Reachable(ILogger logger, string target);

    [LoggerMessage(
        5003,
        LogLevel.Error,
        "{Target} refused a document of {Collection} {Attempts} times: {Reason}. It is parked: GET /api/ops/sync shows it")]
    public static partial void Parked(ILogger logger, string target, string collection, int attempts, string reason);

    [LoggerMessage(5004, LogLevel.Error, "The store did not answer the relay to {Target}; it is tried again")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string target);

    [LoggerMessage(5005, LogLevel.Error, "{Target} refused the mirrored entry {Entry}: {Reason}. It is passed over until it changes")]
    public static partial void EntryRefused(ILogger logger, string target, string entry, string reason);
}
