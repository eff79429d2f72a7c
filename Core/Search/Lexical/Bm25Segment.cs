using System.Collections.Concurrent;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// The arrays behind a <see cref="Bm25Index{TDocument}"/>: append-only, so that a snapshot taken earlier stays right while the one writer
/// goes on. Only the marks of removed documents are copied.
/// </summary>
internal sealed class Bm25Segment<TDocument>(Bm25Weights weights)
    where TDocument : class
{
    private readonly ConcurrentDictionary<string, PostingList> _postings = new(StringComparer.Ordinal);
    private TermCounts[] _terms = new TermCounts[16];
    private Bm25Snapshot<TDocument> _snapshot = Bm25Snapshot<TDocument>.Empty;

    public Bm25Snapshot<TDocument> Snapshot => Volatile.Read(ref _snapshot);

    public TermCounts Terms(int row) => _terms[row];

    /// <summary>Appends a document and marks the one it replaces, as one change. Returns its row. Needs the writer's lock.</summary>
    public int Append(TDocument document, TermCounts terms, int? replaced)
    {
        int row = _snapshot.Count;
        foreach ((string term, (float head, float body)) in terms.Counts)
        {
            _postings.GetOrAdd(term, static _ => new PostingList()).Append(new Posting(row, head, body));
        }

        if (row == _terms.Length)
        {
            Array.Resize(ref _terms, row * 2);
        }

        _terms[row] = terms;
        Bm25Snapshot<TDocument> next = _snapshot.With(document, terms.BodyLength);
        Volatile.Write(ref _snapshot, replaced is { } old ? Without(next, old) : next);
        return row;
    }

    /// <summary>Marks a document. Needs the writer's lock.</summary>
    public void Remove(int row) => Volatile.Write(ref _snapshot, Without(_snapshot, row));

    /// <summary>Adds what one term gives to the score of every document of the snapshot.</summary>
    public void Score(string term, Bm25Snapshot<TDocument> snapshot, float[] scores)
    {
        if (!_postings.TryGetValue(term, out PostingList? list) || list.LiveDocuments is var carriers && carriers <= 0)
        {
            return;
        }

        float rarity = MathF.Log(1 + ((snapshot.LiveCount - carriers + 0.5f) / (carriers + 0.5f)));
        // Counts of a term run ahead of an older snapshot by what was appended since; a rarity is never negative for that.
        rarity = float.IsNaN(rarity) ? 0 : MathF.Max(rarity, 0.01f);
        float perAverage = weights.LengthNormalisation / MathF.Max(1, snapshot.AverageBodyLength);
        float fixedPart = 1 - weights.LengthNormalisation;
        foreach (Posting posting in list.Postings)
        {
            if (posting.Document >= snapshot.Count)
            {
                break;
            }

            float body = posting.Body == 0 ? 0 : posting.Body / (fixedPart + (perAverage * snapshot.BodyLengths[posting.Document]));
            float count = posting.Head + body;
            scores[posting.Document] += rarity * count * (weights.Saturation + 1) / (count + weights.Saturation);
        }
    }

    private Bm25Snapshot<TDocument> Without(Bm25Snapshot<TDocument> snapshot, int row)
    {
        foreach (string term in _terms[row].Counts.Keys)
        {
            _postings[term].Forget();
        }

        return snapshot.Without(row, _terms[row].BodyLength);
    }
}
