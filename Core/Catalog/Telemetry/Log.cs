using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Catalog.Telemetry;

/// <summary>The catalog's log events, 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Catalog loaded: {Entries} entries at position {Position}.")]
    public static partial void CatalogLoaded(ILogger logger, int entries, long position);

    [LoggerMessage(
        1001, LogLevel.Warning, "The change log cannot be followed from {Cursor} (it ends at {LastPosition}); loading everything again.")]
    public static partial void CatalogReloading(ILogger logger, long cursor, long lastPosition);

    [LoggerMessage(1002, LogLevel.Warning, "{Key} version {Version} cannot be used by this build; GET /api/ops/status says why.")]
    public static partial void EntryBroken(ILogger logger, EntryKey key, int version);

    [LoggerMessage(1003, LogLevel.Warning, "The change log could not be read; trying again at the next poll.")]
    public static partial void TailFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        1004, LogLevel.Warning, "{Key} was edited in a content file and improved elsewhere; version {Version} waits as candidate.")]
    public static partial void ContentDiverged(ILogger logger, EntryKey key, int version);

    [LoggerMessage(1005, LogLevel.Warning, "Content file refused: {Error}")]
    public static partial void ContentRefused(ILogger logger, string error);
}
