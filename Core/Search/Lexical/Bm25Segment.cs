namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// The arrays behind a <see cref="Bm25Index{TDocument}"/>: append-only, so that a snapshot taken earlier stays right while the one writer
/// goes on. Only the marks of removed documents are copied. What a removed document said is read again, not kept.
/// </summary>
internal sealed class Bm25Segment<TDocument>
    where TDocument : class
{
    private readonly TermTable _words = new();
    private readonly TermTable _stems = new();
    private readonly DocumentTerms _reader;
    private readonly Func<TDocument, FieldedText> _textOf;
    private Bm25Snapshot<TDocument> _snapshot = Bm25Snapshot<TDocument>.Empty;

    public Bm25Segment(Bm25Weights weights, Func<TDocument, FieldedText> textOf) =>
        (_reader, _textOf) = (new DocumentTerms(_words, _stems, weights), textOf);

    public Bm25Snapshot<TDocument> Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The documents of a word or of a stem; null when none ever had it.</summary>
    public PostingList? Find(QueryTerm term) => (term.IsStem ? _stems : _words).Find(term.Text);

    /// <summary>Appends a document and marks the one it replaces, as one change. Returns its row. Needs the writer's lock.</summary>
    public int Append(TDocument document, int? replaced)
    {
        int row = _snapshot.Count < Posting.MaxDocuments ? _snapshot.Count : throw new InvalidOperationException("The index is full.");
        _reader.Read(_textOf(document));
        _reader.AppendTo(row);
        Bm25Snapshot<TDocument> next = _snapshot.With(document);
        Volatile.Write(ref _snapshot, replaced is { } old ? Without(next, old) : next);
        return row;
    }

    /// <summary>Marks a document. Needs the writer's lock.</summary>
    public void Remove(int row) => Volatile.Write(ref _snapshot, Without(_snapshot, row));

    /// <summary>
    /// The living alone, in the same order, as a segment of its own, with the new row of every old one. Needs the writer's lock.
    /// </summary>
    public (Bm25Segment<TDocument> Compacted, int[] Rows) Compact(Bm25Weights weights)
    {
        Bm25Segment<TDocument> compacted = new(weights, _textOf);
        int[] rows = new int[_snapshot.Count];

        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = _snapshot.IsLive(row) ? compacted._snapshot.Count : -1;

            if (rows[row] >= 0)
            {
                compacted._snapshot = compacted._snapshot.With(_snapshot.Documents[row]);
            }
        }

        foreach (PostingList stem in _stems.All.Where(stem => stem.LiveDocuments > 0))
        {
            compacted._stems.Add(stem.Moved(rows, stemList: null));
        }

        foreach (PostingList word in _words.All.Where(word => word.LiveDocuments > 0))
        {
            compacted._words.Add(word.Moved(rows, compacted._stems.Find(word.StemList!.Term)));
        }

        return (compacted, rows);
    }

    private Bm25Snapshot<TDocument> Without(Bm25Snapshot<TDocument> snapshot, int row)
    {
        _reader.Read(_textOf(snapshot.Documents[row]));

        foreach (PostingList term in _reader.Terms)
        {
            term.Forget();
        }

        return snapshot.Without(row);
    }
}
