using Microsoft.Extensions.Logging;

using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Search;

/// <param name="Generation">Of the query's vector and of every match.</param>
internal sealed record Nearest(string Generation, IReadOnlyList<VectorMatch> Matches);

/// <summary>
/// Finds entries by meaning with the active generation. An embedder that fails or is slow, or an index that is not whole, costs the
/// vectors, never the search.
/// </summary>
internal sealed class NearestEntries(
    EmbeddingLibrary library, EmbedderChoice choice, SearchOptions options, TimeProvider time, ILogger logger)
{
    private readonly QueryVectors _asked = new(options.QueryEmbeddingCache);

    /// <summary>The nearest entries that pass the filter; null when there is nothing to compare with.</summary>
    public async ValueTask<Nearest?> FindAsync(string text, VectorFilter filter, int limit, CancellationToken cancellationToken)
    {
        // One read of the pair: the query's vector and the index are of one generation, whatever is activated meanwhile.
        if (library.Active is not { } active)
        {
            return null;
        }

        float[]? vector = choice.IsRemote(active.Embedder)
            ? _asked.Find(active.Generation.Id, text) ?? await AskAsync(active, text, cancellationToken)
            : (await choice.EmbedAsync(active.Embedder, [text], cancellationToken))[0];
        bool isComparable = vector is not null && vector.Length == active.Generation.Dimensions && vector.AsSpan().ContainsAnyExcept(0f);

        if (!isComparable)
        {
            return null;
        }

        if (await active.Index.SearchAsync(vector, filter, limit, cancellationToken) is { } matches)
        {
            return new Nearest(active.Generation.Id, matches);
        }

        library.Attend();
        return null;
    }

    private async Task<float[]?> AskAsync(ActiveEmbeddings active, string text, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(options.QueryEmbeddingTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            float[] vector = (await choice.EmbedAsync(active.Embedder, [text], either.Token))[0];
            _asked.Keep(active.Generation.Id, text, vector);
            return vector;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.QueryEmbeddingTimedOut(logger, active.Generation.Embedder, options.QueryEmbeddingTimeout);
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
