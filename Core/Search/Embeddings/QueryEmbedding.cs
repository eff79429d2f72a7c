using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>Embeds queries with the active generation; an embedder that fails or is slow costs the vectors, never the search.</summary>
internal sealed class QueryEmbedding(EmbeddingLibrary library, EmbedderChoice choice, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    /// <summary>The query's vector with the index of the same generation; null when there is nothing to compare.</summary>
    public async ValueTask<(ISearchIndex Index, float[] Vector)?> OfAsync(string text, CancellationToken cancellationToken)
    {
        if (library.Active is not { } active)
        {
            return null;
        }

        float[]? vector = choice.IsRemote
            ? await AskAsync(active, text, cancellationToken)
            : (await choice.EmbedAsync(active.Embedder, [text], cancellationToken))[0];
        bool isComparable = vector is not null && vector.Length == active.Generation.Dimensions && vector.AsSpan().ContainsAnyExcept(0f);
        return isComparable ? (active.Index, vector!) : null;
    }

    private async Task<float[]?> AskAsync(ActiveEmbeddings active, string text, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return (await choice.EmbedAsync(active.Embedder, [text], either.Token))[0];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.QueryEmbeddingTimedOut(logger, active.Generation.Embedder, timeout);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Clients of OpenAI-compatible endpoints throw what they like; none of it may cost the answer by words.
            Log.EmbedderFailed(logger, exception, active.Generation.Embedder);
            return null;
        }
    }
}
