using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>
/// For tests and for an installation of one process that may learn anew at every start: nobody else is told of an activation.
/// </summary>
public sealed class InMemoryEmbeddingStore : IEmbeddingStore
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Dictionary<(EntryKey, int), float[]>> _vectors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmbeddingGeneration> _generations = new(StringComparer.Ordinal);
    private string? _active;
    private long _epoch;

    public Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            return Task.FromResult(_active is null ? null : _generations[_active]);
        }
    }

    public Task PrepareAsync(EmbeddingGeneration generation, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            Prepare_NeedsLock(generation);
        }

        return Task.CompletedTask;
    }

    public Task<bool> ActivateAsync(EmbeddingGeneration generation, long epoch, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            if (epoch < _epoch)
            {
                return Task.FromResult(false);
            }

            Prepare_NeedsLock(generation);
            _generations[generation.Id] = _generations[generation.Id] with { Dimensions = generation.Dimensions };
            foreach (string old in _generations.Values.Where(one => one.Dimensions > 0).Select(one => one.Id)
                .Except([generation.Id, _active]).OfType<string>().ToArray())
            {
                _generations.Remove(old);
                _vectors.Remove(old);
            }

            (_active, _epoch) = (generation.Id, epoch);
            return Task.FromResult(true);
        }
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

    public async Task<IReadOnlyList<StoredVector>> FindAsync(
        string generation, IReadOnlyCollection<(EntryKey Entry, int Version)> versions, CancellationToken cancellationToken)
    {
        var wanted = versions.ToHashSet();
        return [.. (await ReadAsync(generation, cancellationToken)).Where(vector => wanted.Contains((vector.Entry, vector.Version)))];
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

    private void Prepare_NeedsLock(EmbeddingGeneration generation) =>
        _generations.TryAdd(generation.Id, generation with { Artifact = generation.Artifact.ToArray() });

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
