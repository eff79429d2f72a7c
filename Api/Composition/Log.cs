using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Composition;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Content not imported: {Error}")]
    public static partial void BrokenContent(ILogger logger, string error);

    [LoggerMessage(2, LogLevel.Warning, "The content file of {Key} was edited, and so was the entry: the file's version waits as candidate")]
    public static partial void Diverged(ILogger logger, EntryKey key);

    [LoggerMessage(3, LogLevel.Error, "The workflow {Key} cannot run: {Reasons}")]
    public static partial void BrokenWorkflow(ILogger logger, EntryKey key, string reasons);

    [LoggerMessage(4, LogLevel.Error, "Embeddings could not be brought up to date; tried again at the next change")]
    public static partial void EmbeddingFailed(ILogger logger, Exception exception);
}
