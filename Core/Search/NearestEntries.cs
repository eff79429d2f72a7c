using Microsoft.Extensions.Logging;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Search;

/// <param name="Generation">Of the query's vector and of every match.</param>
internal sealed record Nearest(string Generation, IReadOnlyList<VectorMatch> Matches);

/// <summary>
/// Finds entries by meaning with the active generation. An embedder that fails or is slow, or an index that is not whole, costs the
/// vectors, never the search; for one that is away one search at a time waits.
/// </summary>
internal sealed class NearestEntries(
    EmbeddingLibrary library, EmbedderChoice choice, SearchOptions options, TimeProvider time, ILogger logger)
{
    private readonly QueryVectors _asked = new(options.QueryEmbeddingCache);
    private readonly EmbedderPause _pause = new(time);

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
        if (_pause.TryAsk() is not { } asked)
        {
            return null;
        }

        string embedder = active.Generation.Embedder;
        using CancellationTokenSource deadline = new(options.QueryEmbeddingTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            float[] vector = (await choice.EmbedAsync(active.Embedder, [text], either.Token))[0];
            _asked.Keep(active.Generation.Id, text, vector);
            if (_pause.Answered())
            {
                Log.EmbedderAnswersAgain(logger, embedder);
            }

            return vector;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (_pause.Failed(asked))
            {
                Log.QueryEmbeddingTimedOut(logger, embedder, options.QueryEmbeddingTimeout);
            }

            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Clients of OpenAI-compatible endpoints throw what they like; none of it may cost the answer by words. What is refused is this
            // text, and others are not to do without theirs for it.
            if (exception is ModelCallException { Failure: ModelCallFailure.Refused } || _pause.Failed(asked))
            {
                Log.EmbedderFailed(logger, exception, embedder);
            }

            return null;
        }
        finally
        {
            _pause.Ended(asked);
        }
    }
}
