using System.Collections.Concurrent;
using System.Numerics.Tensors;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>Remembers every generation and vector that any instance stored, and says from that what a query must find.</summary>
internal sealed class RecordedVectors
{
    private readonly ConcurrentDictionary<string, EmbeddingGeneration> _generations = new();
    private readonly ConcurrentDictionary<(string Generation, string Id), float[]> _vectors = new();
    private readonly ConcurrentDictionary<(string Generation, string Text), float[]> _queries = new();
    private int _trained;

    /// <summary>Generations that some instance began to build.</summary>
    public int Trained => _trained;

    public IEmbeddingStore Around(IEmbeddingStore store) => new Recording(store, this);

    /// <summary>The cosine of the text with one element, both by that generation.</summary>
    public float Similarity(string generation, string text, string id)
    {
        float[] query = _queries.GetOrAdd((generation, text), key => Embed(_generations[key.Generation], key.Text));
        return TensorPrimitives.Dot(query, _vectors[(generation, id)]);
    }

    private static float[] Embed(EmbeddingGeneration generation, string text) =>
        UnitVector.Of(
            new EmbedderChoice(null, new SearchOptions()).Restore(generation)!.GenerateAsync([text]).GetAwaiter().GetResult()[0].Vector);

    private sealed class Recording(IEmbeddingStore store, RecordedVectors record) : IEmbeddingStore
    {
        public Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken) => store.FindActiveAsync(cancellationToken);

        public Task PrepareAsync(EmbeddingGeneration generation, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref record._trained);
            record._generations[generation.Id] = generation;
            return store.PrepareAsync(generation, cancellationToken);
        }

        public Task<bool> ActivateAsync(EmbeddingGeneration generation, long epoch, CancellationToken cancellationToken) =>
            store.ActivateAsync(generation, epoch, cancellationToken);

        public Task AddAsync(string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
        {
            foreach (StoredVector vector in vectors)
            {
                record._vectors[(generation, EntryElement.Id(vector.Entry, vector.Version))] = vector.Vector.ToArray();
            }

            return store.AddAsync(generation, vectors, cancellationToken);
        }

        public Task<IReadOnlyList<StoredVector>> FindAsync(
            string generation, IReadOnlyCollection<(EntryKey Entry, int Version)> versions, CancellationToken cancellationToken) =>
                store.FindAsync(generation, versions, cancellationToken);

        public Task<IReadOnlyList<StoredVector>> ReadAsync(string generation, CancellationToken cancellationToken) =>
            store.ReadAsync(generation, cancellationToken);
    }
}
