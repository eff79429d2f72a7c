namespace PromptIntel.Core.Search.Lexical;

/// <summary>One term's occurrence in one document: the weighted count in the short fields and in the body.</summary>
internal readonly record struct Posting(int Document, float Head, float Body);

/// <summary>
/// The documents of one term in ascending order. One writer appends while readers read: an unused slot holds a document number above
/// every watermark, and a reader stops at its own watermark, so it never looks at a slot that is being written.
/// </summary>
internal sealed class PostingList
{
    private static readonly Posting Unused = new(int.MaxValue, 0, 0);

    private Posting[] _postings = [Unused, Unused];
    private int _count;
    private int _live;

    /// <summary>The postings and unused slots behind them.</summary>
    public Posting[] Postings => Volatile.Read(ref _postings);

    /// <summary>Documents that carry the term and are not removed.</summary>
    public int LiveDocuments => Volatile.Read(ref _live);

    public void Append(Posting posting)
    {
        if (_count == _postings.Length)
        {
            Posting[] larger = new Posting[_count * 2];
            _postings.CopyTo(larger, 0);
            Array.Fill(larger, Unused, _count, larger.Length - _count);
            Volatile.Write(ref _postings, larger);
        }

        _postings[_count++] = posting;
        Volatile.Write(ref _live, _live + 1);
    }

    public void Forget() => Volatile.Write(ref _live, _live - 1);
}
