using System.Buffers;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// An inverted index ranked by BM25 over weighted fields. One writer at a time (writers queue on a lock); readers take no lock and see each
/// write wholly or not at all. Removal marks a document; when half of them are marked the index is rebuilt from the living.
/// </summary>
internal sealed class Bm25Index<TDocument>(Bm25Weights weights)
    where TDocument : class
{
    private const int MinDeadBeforeCompaction = 256;

    private readonly Lock _writing = new();
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private Bm25Segment<TDocument> _segment = new(weights);

    public int Count
    {
        get
        {
            lock (_writing)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Adds a document or replaces the one of that key; found by the next search.</summary>
    public void Upsert(string key, TDocument document, FieldedText text)
    {
        lock (_writing)
        {
            int? replaced = _rows.TryGetValue(key, out int row) ? row : null;
            _rows[key] = _segment.Append(document, TermCounts.Of(text, weights), replaced);
            Compact_NeedsLock();
        }
    }

    /// <summary>Whether this very document stands under the key.</summary>
    public bool Holds(string key, TDocument document)
    {
        lock (_writing)
        {
            return _rows.TryGetValue(key, out int row) && ReferenceEquals(_segment.Snapshot.Documents[row], document);
        }
    }

    /// <summary>Removes a document; an unknown key is ignored.</summary>
    public void Remove(string key)
    {
        lock (_writing)
        {
            if (_rows.Remove(key, out int row))
            {
                _segment.Remove(row);
                Compact_NeedsLock();
            }
        }
    }

    /// <summary>The best documents that pass the filter and carry at least one of the query's terms.</summary>
    public LexicalMatches<TDocument> Search(IReadOnlyList<string> terms, Func<TDocument, bool> filter, int limit)
    {
        Bm25Segment<TDocument> segment = Volatile.Read(ref _segment);
        Bm25Snapshot<TDocument> snapshot = segment.Snapshot;
        float[] scores = ArrayPool<float>.Shared.Rent(Math.Max(1, snapshot.Count));
        Array.Clear(scores, 0, snapshot.Count);
        foreach (string term in terms)
        {
            segment.Score(term, snapshot, scores);
        }

        TopMatches top = new(Math.Min(limit, snapshot.Count));
        int total = 0;
        for (int row = 0; row < snapshot.Count; row++)
        {
            if (scores[row] > 0 && snapshot.IsLive(row) && filter(snapshot.Documents[row]))
            {
                total++;
                top.Add(scores[row], row);
            }
        }

        ArrayPool<float>.Shared.Return(scores);
        return new LexicalMatches<TDocument>([.. top.Drain().Select(match => (snapshot.Documents[match.Row], match.Score))], total);
    }

    private void Compact_NeedsLock()
    {
        int dead = _segment.Snapshot.DeadCount;
        if (dead < MinDeadBeforeCompaction || dead * 2 < _segment.Snapshot.Count)
        {
            return;
        }

        Bm25Segment<TDocument> compacted = new(weights);
        foreach ((string key, int row) in _rows.OrderBy(pair => pair.Value).ToArray())
        {
            _rows[key] = compacted.Append(_segment.Snapshot.Documents[row], _segment.Terms(row), replaced: null);
        }

        Volatile.Write(ref _segment, compacted);
    }
}

/// <param name="Best">Best first.</param>
/// <param name="Total">How many carried a term, before the limit.</param>
internal sealed record LexicalMatches<TDocument>(IReadOnlyList<(TDocument Document, float Score)> Best, int Total);
