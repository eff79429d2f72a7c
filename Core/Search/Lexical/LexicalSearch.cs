using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>What one term of a query gives one document.</summary>
/// <param name="Weight">The term's part of the query by its rarity; those of a query add up to 1.</param>
/// <param name="Impact">How much the document is about it, 0 to 1.</param>
internal readonly record struct TermShare(QueryTerm Term, float Weight, float Impact);

/// <summary>
/// One query over one snapshot: BM25 as the share of what a document could get that is wholly about every word of the query. Exact: a list
/// is left out only for documents that it cannot bring among the best any more (MaxScore).
/// </summary>
internal sealed class LexicalSearch<TDocument>
    where TDocument : class
{
    /// <summary>What rounding may add to a score beyond its bound.</summary>
    private const float Slack = 1e-5f;

    private readonly Bm25Snapshot<TDocument> _snapshot;
    private readonly (QueryTerm Term, PostingList? List, float Weight)[] _terms;
    private readonly WeighedList[] _lists;

    /// <summary>The bound of what the list of that place and all behind it give together.</summary>
    private readonly float[] _rest;

    public LexicalSearch(Bm25Segment<TDocument> segment, ImmutableArray<QueryTerm> terms)
    {
        _snapshot = segment.Snapshot;
        PostingList?[] lists = [.. terms.Select(segment.Find)];
        float[] rarities = Array.ConvertAll(lists, list => Rarity(list?.LiveDocuments ?? 0));
        float all = rarities.Sum();
        _terms = [.. terms.Zip(lists, rarities).Select(term => (term.First, term.Second, term.Third / all))];

        // The most promising first: what is behind may then not be worth reading.
        _lists =
        [
            .. _terms.Where(term => term.List is { LiveDocuments: > 0 })
                .Select(term => new WeighedList(term.List!, term.Weight / Posting.Steps)).OrderByDescending(list => list.Bound),
        ];
        _rest = new float[_lists.Length + 1];

        for (int at = _lists.Length - 1; at >= 0; at--)
        {
            _rest[at] = _rest[at + 1] + _lists[at].Bound;
        }
    }

    /// <summary>
    /// The documents that carry a term and pass the filter: the best, best first, equal ones in the order in which they were added, and how
    /// many there are.
    /// </summary>
    /// <param name="filter">Null lets every document pass.</param>
    public (IReadOnlyList<(TDocument Document, float Share)> Best, int Total) Find(Func<TDocument, bool>? filter, int limit)
    {
        int count = _snapshot.Count;
        float[] scores = ArrayPool<float>.Shared.Rent(Math.Max(1, count));
        ulong[] seen = ArrayPool<ulong>.Shared.Rent((count / 64) + 1);
        Array.Clear(scores, 0, count);
        Array.Clear(seen, 0, (count / 64) + 1);

        try
        {
            TopMatches top = Rank(scores.AsSpan(0, count), filter, Math.Min(limit, count));
            (TDocument, float)[] best = Array.ConvertAll(top.Drain(), match => (_snapshot.Documents[match.Row], match.Score));
            return (best, CountMatches(seen.AsSpan(0, (count / 64) + 1), filter));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<ulong>.Shared.Return(seen);
        }
    }

    /// <summary>What <see cref="Find"/> gives a document, whether or not it is among the best; 0 for one that is not there.</summary>
    public float Share(TDocument document) => Explain(document).Sum(term => term.Weight * term.Impact);

    /// <summary>What each term of the query gives the document, in the order of the query; none for a document that is not there.</summary>
    public IEnumerable<TermShare> Explain(TDocument document)
    {
        int row = Array.IndexOf(_snapshot.Documents, document, 0, _snapshot.Count);
        return row < 0
            ? []
            : _terms.Select(term => new TermShare(term.Term, term.Weight, (term.List?.FindImpact(row) ?? 0) / Posting.Steps));
    }

    private TopMatches Rank(Span<float> scores, Func<TDocument, bool>? filter, int limit)
    {
        for (int at = 0; at < _lists.Length; at++)
        {
            // Looking for the least of the best reads every score: only where more is left to read than that.
            if (_rest[at] < _rest[0] - _rest[at] && PostingsFrom(at) > scores.Length)
            {
                TopMatches top = Best(scores, filter, limit);

                if (top.IsFull && _rest[at] + Slack < top.Least)
                {
                    return Finish(scores, top.Least - _rest[at] - Slack, at, filter, limit);
                }
            }

            _lists[at].AddTo(scores);
        }

        return Best(scores, filter, limit);
    }

    /// <summary>
    /// Nobody below the floor comes among the best with what the lists from that place on can give: only the others are looked up in them.
    /// </summary>
    private TopMatches Finish(Span<float> scores, float floor, int from, Func<TDocument, bool>? filter, int limit)
    {
        List<int> candidates = [];

        for (int row = 0; row < scores.Length; row++)
        {
            if (scores[row] >= floor)
            {
                candidates.Add(row);
            }
        }

        foreach (WeighedList list in _lists.AsSpan(from))
        {
            list.AddTo(scores, candidates);
        }

        TopMatches top = new(limit);

        foreach (int row in candidates)
        {
            Offer(top, scores[row], row, filter);
        }

        return top;
    }

    private TopMatches Best(ReadOnlySpan<float> scores, Func<TDocument, bool>? filter, int limit)
    {
        TopMatches top = new(limit);

        for (int row = 0; row < scores.Length; row++)
        {
            if (scores[row] > 0)
            {
                Offer(top, scores[row], row, filter);
            }
        }

        return top;
    }

    private int PostingsFrom(int at)
    {
        int postings = 0;

        foreach (WeighedList list in _lists.AsSpan(at))
        {
            postings += list.List.Count;
        }

        return postings;
    }

    private void Offer(TopMatches top, float score, int row, Func<TDocument, bool>? filter)
    {
        if (top.Admits(score, row) && _snapshot.IsLive(row) && (filter is null || filter(_snapshot.Documents[row])))
        {
            top.Add(score, row);
        }
    }

    private int CountMatches(Span<ulong> seen, Func<TDocument, bool>? filter)
    {
        foreach (WeighedList list in _lists)
        {
            list.List.Mark(seen);
        }

        _snapshot.KeepLiving(seen);

        if (filter is null)
        {
            int all = 0;

            foreach (ulong bits in seen)
            {
                all += BitOperations.PopCount(bits);
            }

            return all;
        }

        int total = 0;

        for (int word = 0; word < seen.Length; word++)
        {
            for (ulong bits = seen[word]; bits != 0; bits &= bits - 1)
            {
                total += filter(_snapshot.Documents[(word * 64) + BitOperations.TrailingZeroCount(bits)]) ? 1 : 0;
            }
        }

        return total;
    }

    // Carriers run ahead of an older snapshot by what was appended since; a rarity is positive all the same.
    private float Rarity(int carriers) => MathF.Log(1 + ((Math.Max(0, _snapshot.LiveCount - carriers) + 0.5f) / (carriers + 0.5f)));
}
