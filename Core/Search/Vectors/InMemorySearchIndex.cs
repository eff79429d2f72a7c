using System.Numerics.Tensors;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// Exact search in contiguous arrays: every vector is compared coarsely, and those that this does not rule out in full, so recall is 1. A
/// write appends and publishes; it copies only when the arrays are full or half of their rows are dead.
/// </summary>
internal sealed class InMemorySearchIndex(int dimensions) : ISearchIndex
{
    private const int MinDeadBeforeCompaction = 256;

    private readonly Lock _writing = new();
    private bool _isFilled;
    private readonly Dictionary<string, int> _rowsById = new(StringComparer.Ordinal);
    private VectorRows _rows = new() { Dimensions = dimensions };

    public TimeSpan? CheckInterval => null;

    public Task<int?> CountAsync(CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            return Task.FromResult(_isFilled ? _rowsById.Count : (int?)null);
        }
    }

    public Task FillAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken, Func<string, bool>? isStale = null)
    {
        Check(elements);

        lock (_writing)
        {
            HashSet<string> wanted = [.. elements.Select(element => element.Id)];
            Remove([.. _rowsById.Keys.Where(id => !wanted.Contains(id) && isStale?.Invoke(id) != false)]);
            Add([.. elements.Where(element => !_rowsById.ContainsKey(element.Id))]);
            _isFilled = true;
        }

        return Task.CompletedTask;
    }

    public Task UpsertAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken)
    {
        Add(elements);
        return Task.CompletedTask;
    }

    /// <summary><see cref="UpsertAsync"/>, which has nothing to wait for here.</summary>
    public void Add(IReadOnlyList<VectorElement> elements)
    {
        Check(elements);

        lock (_writing)
        {
            VectorRows rows = _rows.WithRoomFor(elements.Count);
            var dead = rows.Dead.ToBuilder();
            foreach (VectorElement element in elements)
            {
                if (_rowsById.TryGetValue(element.Id, out int replaced))
                {
                    dead.Add(replaced);
                }

                _rowsById[element.Id] = rows.Count;
                rows = rows.With(element);
            }

            Publish_NeedsLock(rows with { Dead = dead.ToImmutable() });
        }
    }

    public Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Remove(ids);
        return Task.CompletedTask;
    }

    /// <summary><see cref="RemoveAsync"/>, which has nothing to wait for here.</summary>
    public void Remove(IReadOnlyList<string> ids)
    {
        lock (_writing)
        {
            var dead = _rows.Dead.ToBuilder();
            foreach (string id in ids)
            {
                if (_rowsById.Remove(id, out int row))
                {
                    dead.Add(row);
                }
            }

            Publish_NeedsLock(_rows with { Dead = dead.ToImmutable() });
        }
    }

    public ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(
        ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<VectorMatch>?>(Search(vector.Span, filter, limit));

    /// <summary><see cref="SearchAsync"/>, which always answers here and at once.</summary>
    public IReadOnlyList<VectorMatch> Search(ReadOnlySpan<float> query, VectorFilter filter, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, dimensions);
        VectorRows rows = Volatile.Read(ref _rows);
        TopMatches top = new(Math.Min(limit, rows.Count));
        Span<short> coarse = new short[dimensions];
        (float step, float error) = CoarseVector.Write(query, coarse);
        for (int row = 0; row < rows.Count; row++)
        {
            (float rowStep, float rowError) = rows.Scales[row];
            float most = CoarseVector.UpperBound(CoarseVector.Dot(coarse, rows.CoarseRow(row)), step, error, rowStep, rowError);
            if (top.Admits(most, row) && !rows.Dead.Contains(row) && Passes(rows.Elements[row], filter))
            {
                top.Add(TensorPrimitives.Dot(query, rows.Row(row)), row);
            }
        }

        return Array.ConvertAll(top.Drain(), match => new VectorMatch(rows.Elements[match.Row].Id, match.Score));
    }

    private void Check(IReadOnlyList<VectorElement> elements)
    {
        foreach (VectorElement element in elements)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(element.Vector.Length, dimensions);
        }
    }

    private static bool Passes(VectorElement element, VectorFilter filter)
    {
        if (filter.IsEmpty)
        {
            return true;
        }

        foreach ((string field, string value) in filter.Fields)
        {
            if (!element.Fields.TryGetValue(field, out string? own) || !string.Equals(own, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        foreach (string tag in filter.Tags)
        {
            if (!element.Tags.Contains(tag, StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private void Publish_NeedsLock(VectorRows rows)
    {
        if (rows.Dead.Count > MinDeadBeforeCompaction && rows.Dead.Count * 2 > rows.Count)
        {
            rows = rows.Compacted();
            for (int row = 0; row < rows.Count; row++)
            {
                _rowsById[rows.Elements[row].Id] = row;
            }
        }

        Volatile.Write(ref _rows, rows);
    }
}

/// <summary>The in-process index, the default.</summary>
public sealed class InMemorySearchIndexFactory : ISearchIndexFactory
{
    public ValueTask<ISearchIndex> CreateAsync(string generation, int dimensions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISearchIndex>(new InMemorySearchIndex(dimensions));
}
