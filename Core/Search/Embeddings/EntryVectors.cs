using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>The vectors of versions: what the store has, else embedded and stored. Safe for concurrent use, in several processes.</summary>
internal sealed class EntryVectors(IEmbeddingStore store, EmbedderChoice choice, LeasedWork leases)
{
    private const string BuyingLease = "embeddings.buy";

    /// <summary>More than these are read with all others of their generation, in one statement.</summary>
    private const int FewEnoughToLookUp = 100;

    private static readonly TimeSpan BuyingDuration = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The vectors by entry and version. Of a remote embedder one process at a time buys, looking again before and
    /// storing each batch, so that nothing is bought twice; what another is buying now is left out: ask again.
    /// </summary>
    public async Task<Dictionary<(EntryKey Entry, int Version), ReadOnlyMemory<float>>> ObtainAsync(
        string generation, IEmbeddingGenerator<string, Embedding<float>> embedder, IReadOnlyCollection<EntryVersion> versions,
        CancellationToken cancellationToken)
    {
        Dictionary<(EntryKey Entry, int Version), ReadOnlyMemory<float>> vectors = [];
        await ReadAsync(generation, versions, vectors, cancellationToken);

        if (Missing(versions, vectors).Length == 0)
        {
            return vectors;
        }

        if (!choice.IsRemote(embedder))
        {
            await EmbedAsync(generation, embedder, Missing(versions, vectors), vectors, cancellationToken);
            return vectors;
        }

        await leases.RunAsync(
            BuyingLease,
            BuyingDuration,
            async (_, token) =>
            {
                await ReadAsync(generation, Missing(versions, vectors), vectors, token);

                foreach (EntryVersion[] batch in Missing(versions, vectors).Chunk(choice.BatchSize))
                {
                    await EmbedAsync(generation, embedder, batch, vectors, token);
                }
            },
            cancellationToken);
        return vectors;
    }

    private static EntryVersion[] Missing(
        IEnumerable<EntryVersion> versions, Dictionary<(EntryKey Entry, int Version), ReadOnlyMemory<float>> vectors) =>
        [.. versions.Where(version => !vectors.ContainsKey((version.Key, version.Number)))];

    private async Task ReadAsync(
        string generation, IReadOnlyCollection<EntryVersion> versions,
        Dictionary<(EntryKey Entry, int Version), ReadOnlyMemory<float>> vectors, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredVector> stored = versions.Count > FewEnoughToLookUp
            ? await store.ReadAsync(generation, cancellationToken)
            : await store.FindAsync(generation, [.. versions.Select(version => (version.Key, version.Number))], cancellationToken);

        foreach (StoredVector vector in stored)
        {
            vectors[(vector.Entry, vector.Version)] = vector.Vector;
        }
    }

    private async Task EmbedAsync(
        string generation, IEmbeddingGenerator<string, Embedding<float>> embedder, EntryVersion[] versions,
        Dictionary<(EntryKey Entry, int Version), ReadOnlyMemory<float>> vectors, CancellationToken cancellationToken)
    {
        IReadOnlyList<float[]> embedded = await choice.EmbedAsync(embedder, Array.ConvertAll(versions, EntryText.Of), cancellationToken);
        StoredVector[] stored = [.. versions.Zip(embedded, (version, vector) => new StoredVector(version.Key, version.Number, vector))];
        await store.AddAsync(generation, stored, cancellationToken);
        SearchTelemetry.Embedded(stored.Length, generation);

        foreach (StoredVector vector in stored)
        {
            vectors[(vector.Entry, vector.Version)] = vector.Vector;
        }
    }
}
