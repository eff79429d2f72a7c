namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// An inverted index ranked by BM25 over weighted fields. One writer at a time (writers queue on a lock); readers take no lock and see each
/// write wholly or not at all. Removal marks a document; when half of them are marked the living are moved together.
/// </summary>
/// <param name="textOf">What a document says; asked again when it goes, so it must always say the same.</param>
internal sealed class Bm25Index<TDocument>(Bm25Weights weights, Func<TDocument, FieldedText> textOf)
    where TDocument : class
{
    private const int MinDeadBeforeCompaction = 256;

    private readonly Lock _writing = new();
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private Bm25Segment<TDocument> _segment = new(weights, textOf);

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
    public void Upsert(string key, TDocument document) => Refresh(key, () => document);

    /// <summary>Removes a document; an unknown key is ignored.</summary>
    public void Remove(string key) => Refresh(key, () => null);

    /// <summary>
    /// Makes the index hold what is found for the key, nothing for null. The very document that stands there already is left alone.
    /// </summary>
    /// <param name="find">Called under the writers' lock.</param>
    public void Refresh(string key, Func<TDocument?> find)
    {
        lock (_writing)
        {
            TDocument? document = find();
            int? held = _rows.TryGetValue(key, out int row) ? row : null;

            if (document is not null && (held is null || !ReferenceEquals(_segment.Snapshot.Documents[row], document)))
            {
                _rows[key] = _segment.Append(document, held);
                Compact_NeedsLock();
            }
            else if (document is null && _rows.Remove(key))
            {
                _segment.Remove(row);
                Compact_NeedsLock();
            }
        }
    }

    /// <summary>The query over the documents as they are now.</summary>
    public LexicalSearch<TDocument> Prepare(QueryTerms terms) => new(Volatile.Read(ref _segment), terms.All);

    private void Compact_NeedsLock()
    {
        int dead = _segment.Snapshot.DeadCount;

        if (dead < MinDeadBeforeCompaction || dead * 2 < _segment.Snapshot.Count)
        {
            return;
        }

        (Bm25Segment<TDocument> compacted, int[] moved) = _segment.Compact(weights);

        foreach (string key in _rows.Keys.ToArray())
        {
            _rows[key] = moved[_rows[key]];
        }

        Volatile.Write(ref _segment, compacted);
    }
}
