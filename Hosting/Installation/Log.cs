using PromptIntel.Core.Catalog;

namespace PromptIntel.Hosting.Installation;

internal static partial class Log
{
    [LoggerMessage(7201, LogLevel.Error, "Example not loaded: {Error}")]
    public static partial void BrokenExample(ILogger logger, string error);

    [LoggerMessage(7203, LogLevel.Error, "The workflow {Key} cannot run: {Reasons}")]
    public static partial void BrokenWorkflow(ILogger logger, EntryKey key, string reasons);

    [LoggerMessage(7205, LogLevel.Error, "The workflow {Key} could not be built; its first execution tries again")]
    public static partial void WorkflowNotBuilt(ILogger logger, EntryKey key, Exception exception);

    [LoggerMessage(7204, LogLevel.Error, "Embeddings could not be brought up to date; tried again at the next change")]
    public static partial void EmbeddingFailed(ILogger logger, Exception exception);

    [LoggerMessage(7206, LogLevel.Error, "Keys could not be read, or their uses written; tried again")]
    public static partial void KeysNotFollowed(ILogger logger, Exception exception);

    [LoggerMessage(7207, LogLevel.Warning, "This instance could not report; tried again")]
    public static partial void NotReported(ILogger logger, Exception exception);
}
