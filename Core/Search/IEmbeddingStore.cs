using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>
/// What a set of vectors was made by. Vectors of two generations are never compared. Immutable: a retrained model is a new generation.
/// </summary>
/// <param name="Id">Unique; the id of a remote model's generation is the same in every installation, so its
/// vectors are bought once.</param>
/// <param name="Embedder">The embedder's name, which selects the reader of <paramref name="Artifact"/>.</param>
/// <param name="TrainedEntries">How many entries it learned from; 0 for an embedder that does not learn.</param>
/// <param name="Artifact">The trained model in the embedder's own format with a format version inside; empty for
/// one that does not learn.</param>
public sealed record EmbeddingGeneration(
    string Id, string Embedder, int Dimensions, int TrainedEntries, DateTimeOffset CreatedAt, ReadOnlyMemory<byte> Artifact);

/// <summary>The vector of one version of one entry.</summary>
public sealed record StoredVector(EntryKey Entry, int Version, ReadOnlyMemory<float> Vector);

/// <summary>
/// Keeps generations and their vectors; the search indexes are projections of it. Each method is atomic and safe for concurrent use;
/// what it acknowledged survives a restart in a durable store. Stored values are never shared with the caller.
/// </summary>
public interface IEmbeddingStore
{
    /// <summary>The generation activated last; null before the first.</summary>
    Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken);

    /// <summary>Stores the generation, unless it is there, so that vectors can be added to it before it is active.</summary>
    Task PrepareAsync(EmbeddingGeneration generation, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the generation, unless it is there, and makes it the active one; a durable store has the change log
    /// tell every instance of the catalog. All but it and the generation that was active before are dropped with
    /// their vectors; one without dimensions yet is kept, because its vectors are being bought. Of a generation without
    /// dimensions yet, these are set.
    /// </summary>
    /// <param name="epoch">Of the lease to train; false, and nothing is changed, when one of a later epoch has activated already.</param>
    Task<bool> ActivateAsync(EmbeddingGeneration generation, long epoch, CancellationToken cancellationToken);

    /// <summary>Upserts vectors by generation, entry and version. Vectors of a generation that is not stored are ignored.</summary>
    Task AddAsync(string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken);

    /// <summary>The vectors that the generation has of these versions, in no particular order.</summary>
    Task<IReadOnlyList<StoredVector>> FindAsync(
        string generation, IReadOnlyCollection<(EntryKey Entry, int Version)> versions, CancellationToken cancellationToken);

    /// <summary>Every vector of the generation, in no particular order; empty for an unknown one.</summary>
    Task<IReadOnlyList<StoredVector>> ReadAsync(string generation, CancellationToken cancellationToken);
}
