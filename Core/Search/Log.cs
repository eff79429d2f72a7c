using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Search;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Embeddings: generation {Generation} over {Entries} entries is active")]
    public static partial void GenerationActive(ILogger logger, string generation, int entries);

    [LoggerMessage(2002, LogLevel.Warning, "The embedder {Embedder} did not answer; searches go by words until it does")]
    public static partial void EmbedderFailed(ILogger logger, Exception exception, string embedder);

    [LoggerMessage(2003, LogLevel.Warning, "The stored generation {Generation} cannot be read by this build and is built anew")]
    public static partial void GenerationUnreadable(ILogger logger, Exception exception, string generation);

    [LoggerMessage(2005, LogLevel.Warning,
        "The embedder {Embedder} does not answer; what is learned from the catalog stands in for it until it does")]
    public static partial void EmbedderStoodInFor(ILogger logger, string embedder);

    [LoggerMessage(2006, LogLevel.Information, "The embedder {Embedder} takes over from {Before}")]
    public static partial void EmbedderTookOver(ILogger logger, string embedder, string before);

    [LoggerMessage(2007, LogLevel.Information, "The embedder {Embedder} answers again; searches compare meanings")]
    public static partial void EmbedderAnswersAgain(ILogger logger, string embedder);

    [LoggerMessage(2010, LogLevel.Information, "The index of {Generation} is not whole; a copy in this process answers until it is filled")]
    public static partial void IndexNotWhole(ILogger logger, string generation);

    [LoggerMessage(2011, LogLevel.Information, "The index of {Generation} is whole: {Entries} entries")]
    public static partial void IndexWhole(ILogger logger, string generation, int entries);

    [LoggerMessage(2012, LogLevel.Debug, "The index of {Generation} was not filled; tried again soon")]
    public static partial void IndexNotFilled(ILogger logger, Exception exception, string generation);

    [LoggerMessage(2013, LogLevel.Warning, "The generation {Generation} was built under a lease that is lost and is not activated")]
    public static partial void ActivationRefused(ILogger logger, string generation);

    [LoggerMessage(2014, LogLevel.Information, "Embeddings: this instance uses generation {Generation}")]
    public static partial void GenerationAdopted(ILogger logger, string generation);

    [LoggerMessage(2004, LogLevel.Warning, "The embedder {Embedder} did not answer within {Timeout}; searches go by words until it does")]
    public static partial void QueryEmbeddingTimedOut(ILogger logger, string embedder, TimeSpan timeout);
}
