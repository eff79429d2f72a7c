using Microsoft.Extensions.Logging;

namespace PromptIntel.Adapters.PdfReading;

/// <summary>The log events of reading PDF, 4300 to 4399.</summary>
internal static partial class Log
{
    [LoggerMessage(4300, LogLevel.Warning, "The document reader ended with exit code {ExitCode}; the file was refused as broken.")]
    public static partial void ReaderBroke(ILogger logger, int exitCode);
}
