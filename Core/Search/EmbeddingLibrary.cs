namespace PromptIntel.Core.Search;

/// <summary>
/// The vectors of the catalog: restores the active generation from the store, embeds what changed, learns anew when the catalog has grown.
/// One embedder and index pair is active at a time and replaced as a whole.
/// </summary>
public sealed class EmbeddingLibrary
{
    /// <summary>Returns when an entry waits to be embedded, or nothing was restored or learned yet.</summary>
    public Task WaitForPendingAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Embeds what waits, and learns anew when the catalog has grown by <see cref="SearchOptions.RetrainGrowth"/>. A remote embedder that
    /// fails is logged and tried again later. Calls from several threads are taken one after the other.
    /// </summary>
    public Task EmbedPendingAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The rebuild job: learns from the catalog as it is, embeds every entry, makes the result the active generation.</summary>
    public Task<RebuildSummary> RebuildAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}

public sealed record RebuildSummary(string Generation, string Embedder, int Entries, int Dimensions, TimeSpan Duration);
