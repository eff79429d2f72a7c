using Microsoft.Extensions.Logging;

namespace PromptIntel.Adapters.Redis;

/// <summary>The log events of Redis, 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Warning, "Redis cannot be reached; until it can, instances find out by asking the database.")]
    public static partial void Unreachable(ILogger logger);

    [LoggerMessage(4001, LogLevel.Warning, "Redis can be reached again.")]
    public static partial void Restored(ILogger logger);

    [LoggerMessage(4002, LogLevel.Error, "The Redis client cannot be made; instances find out by asking the database.")]
    public static partial void NoClient(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "A message on {Channel} could not be read and is left out.")]
    public static partial void Unreadable(ILogger logger, string channel);

    [LoggerMessage(4004, LogLevel.Warning, "This Redis has no vector sets (Redis 8 has): every instance searches an index of its own.")]
    public static partial void NoVectorSets(ILogger logger);
}
