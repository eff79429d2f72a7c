using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// The documents of one term in ascending order. One writer appends while readers read: an unused slot holds a document number above
/// every watermark, and a reader stops at its own watermark, so it never looks at a slot that is being written. Of a term that many
/// documents carry a bit for each document is kept as well, so that counting them does not read their postings.
/// </summary>
internal sealed class PostingList(string term)
{
    /// <summary>Bits are kept from one document in so many on.</summary>
    private const int Many = 16;

    /// <summary>Postings from which on an array grows by a quarter, not by as many again.</summary>
    private const int Long = 16;

    private Posting[] _postings = [Posting.Unused];
    private int _count;
    private int _live;
    private ulong[]? _bits;
    private byte _most;

    public string Term => term;

    /// <summary>Of the term; another one in another process.</summary>
    public int Hash { get; } = string.GetHashCode(term.AsSpan());

    /// <summary>The postings and unused slots behind them.</summary>
    public Posting[] Postings => Volatile.Read(ref _postings);

    /// <summary>Postings so far; a reader's watermark may lie before.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Documents that carry the term and are not removed.</summary>
    public int LiveDocuments => Volatile.Read(ref _live);

    /// <summary>No posting has a greater impact.</summary>
    public byte MostImpact => Volatile.Read(ref _most);

    /// <summary>The list of this word's stem; null for that of a stem.</summary>
    public PostingList? StemList { get; init; }

    /// <summary>The writer's: the place among the terms of the document that is being read.</summary>
    public int Slot { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(Posting posting)
    {
        if (_count == _postings.Length)
        {
            // Half of all lists are short; of the long ones a fifth at most lies idle.
            Posting[] larger = new Posting[_count < Long ? _count * 2 : _count + (_count / 4)];
            _postings.CopyTo(larger, 0);

            for (int unused = _count; unused < larger.Length; unused++)
            {
                larger[unused] = Posting.Unused;
            }

            Volatile.Write(ref _postings, larger);
        }

        // The bound first: a reader that sees the posting must not see a smaller one.
        Volatile.Write(ref _most, Math.Max(_most, posting.Impact));
        _postings[_count] = posting;
        SetBit(posting.Document);
        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _live, _live + 1);
    }

    /// <summary>A list of its own with the documents that have a new row, which is not negative.</summary>
    public PostingList Moved(int[] rows, PostingList? stemList)
    {
        PostingList moved = new(term) { StemList = stemList };

        foreach (Posting posting in Postings.AsSpan(0, _count))
        {
            if (rows[posting.Document] is var row and >= 0)
            {
                moved.Append(posting.MovedTo(row));
            }
        }

        return moved;
    }

    /// <summary>In steps of 1/255; 0 when the document does not carry the term.</summary>
    public byte FindImpact(int document)
    {
        ReadOnlySpan<Posting> postings = Postings;
        int at = WeighedList.Before(postings, document);
        return at < postings.Length && postings[at].Document == document ? postings[at].Impact : (byte)0;
    }

    /// <summary>Sets the bits of the documents that carry the term, of those that the bits have room for.</summary>
    public void Mark(Span<ulong> documents)
    {
        if (Volatile.Read(ref _bits) is { } bits)
        {
            Span<ulong> target = documents[..Math.Min(documents.Length, bits.Length)];
            TensorPrimitives.BitwiseOr(target, bits.AsSpan(0, target.Length), target);
            return;
        }

        foreach (Posting posting in Postings)
        {
            if (posting.Document / 64 >= documents.Length)
            {
                return;
            }

            documents[posting.Document / 64] |= 1UL << (posting.Document % 64);
        }
    }

    public void Forget() => Volatile.Write(ref _live, _live - 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetBit(int document)
    {
        if (_bits is null && (_count < Many || (long)_count * Many < document))
        {
            return;
        }

        ulong[] bits = _bits ?? [];

        if (document / 64 >= bits.Length)
        {
            bits = new ulong[(document / 64) + 1 + (document / 64 / 4)];

            for (int at = 0; _bits is null && at < _count; at++)
            {
                bits[_postings[at].Document / 64] |= 1UL << (_postings[at].Document % 64);
            }

            _bits?.CopyTo(bits, 0);
        }

        bits[document / 64] |= 1UL << (document % 64);
        Volatile.Write(ref _bits, bits);
    }
}
