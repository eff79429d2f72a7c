using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Whether the remote embedder is there. Until it first answers, what is learned from the catalog stands in for it, so that no search waits
/// for it; once its generation is active it stays, answering or not. Calls may overlap: the last look counts.
/// </summary>
internal sealed class RemotePresence(ICatalogReader catalog, EmbedderChoice choice, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private TimeSpan _pause;
    private long? _looked;

    /// <summary>What answered just now is not asked again for every entry of an import, while another process learns.</summary>
    private bool IsDue => _looked is not { } looked || time.GetElapsedTime(looked) >= (choice.IsRemoteAway ? _pause : ShortestPause);

    /// <summary>When to look again, or do what is due earlier; null for never.</summary>
    public TimeSpan? Sooner(TimeSpan? other)
    {
        TimeSpan? next = choice.IsRemoteAway ? (IsDue ? TimeSpan.Zero : _pause - time.GetElapsedTime(_looked ?? 0)) : null;
        return next is null || other < next ? other : next;
    }

    /// <summary>Asks it for a vector, when a catalog wants one of it and it was not asked just now.</summary>
    /// <param name="active">What queries use.</param>
    public async Task LookAsync(EmbeddingGeneration? active, CancellationToken cancellationToken)
    {
        if (choice.RemoteName is not { } name || active?.Embedder == name)
        {
            choice.IsRemoteAway = false;
        }
        else if (IsDue && catalog.Entries.Count > 0)
        {
            Set(isAway: !await choice.CanReachRemoteAsync(time, cancellationToken));
        }
    }

    /// <summary>It failed while its generation was made: what it gave is kept, and the rest asked for later.</summary>
    public void Failed(EmbeddingGeneration? active)
    {
        if (active?.Embedder != choice.RemoteName)
        {
            Set(isAway: true);
        }
    }

    private void Set(bool isAway)
    {
        if (isAway && !choice.IsRemoteAway)
        {
            Log.EmbedderStoodInFor(logger, choice.RemoteName!);
        }

        TimeSpan longer = TimeSpan.FromTicks(Math.Clamp(2 * _pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks));
        (choice.IsRemoteAway, _looked, _pause) = (isAway, time.GetTimestamp(), isAway ? longer : TimeSpan.Zero);
    }
}
