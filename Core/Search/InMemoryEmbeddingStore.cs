using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>For tests and for an installation that may learn anew at every start.</summary>
public sealed class InMemoryEmbeddingStore : IEmbeddingStore
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Dictionary<(EntryKey, int), float[]>> _vectors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmbeddingGeneration> _generations = new(StringComparer.Ordinal);
    private string? _active;

    public Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            return Task.FromResult(_active is null ? null : _generations[_active]);
        }
    }

    public Task ActivateAsync(EmbeddingGeneration generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            _generations.TryAdd(generation.Id, generation with { Artifact = generation.Artifact.ToArray() });
            Add_NeedsLock(generation.Id, vectors);
            foreach (string old in _generations.Keys.Where(id => id != generation.Id && id != _active).ToArray())
            {
                _generations.Remove(old);
                _vectors.Remove(old);
            }

            _active = generation.Id;
        }

        return Task.CompletedTask;
    }

    public Task AddAsync(string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            if (_generations.ContainsKey(generation))
            {
                Add_NeedsLock(generation, vectors);
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredVector>> ReadAsync(string generation, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            IReadOnlyList<StoredVector> vectors = _vectors.TryGetValue(generation, out var stored)
                ? [.. stored.Select(pair => new StoredVector(pair.Key.Item1, pair.Key.Item2, pair.Value.ToArray()))]
                : [];
            return Task.FromResult(vectors);
        }
    }

    private void Add_NeedsLock(string generation, IReadOnlyList<StoredVector> vectors)
    {
        if (!_vectors.TryGetValue(generation, out var stored))
        {
            stored = [];
            _vectors.Add(generation, stored);
        }

        foreach (StoredVector vector in vectors)
        {
            stored[(vector.Entry, vector.Version)] = vector.Vector.ToArray();
        }
    }
}
