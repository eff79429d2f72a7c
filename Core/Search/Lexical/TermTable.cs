using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Terms by their spelling, looked up without a string. Grows only. One writer at a time; readers take no lock and find whatever was there
/// before they looked. A table of our own, because the framework's would be compiled anew for these keys at every start, when each word of
/// the catalog goes through it.
/// </summary>
internal sealed class TermTable
{
    private const int FirstLength = 1024;

    private PostingList?[] _slots = new PostingList?[FirstLength];
    private int _count;

    /// <summary>In no order.</summary>
    public IEnumerable<PostingList> All => Volatile.Read(ref _slots).OfType<PostingList>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PostingList? Find(ReadOnlySpan<char> term)
    {
        PostingList?[] slots = Volatile.Read(ref _slots);
        int hash = string.GetHashCode(term);

        for (int at = hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            PostingList? list = Volatile.Read(ref slots[at]);

            if (list is null || (list.Hash == hash && term.SequenceEqual(list.Term)))
            {
                return list;
            }
        }
    }

    /// <summary>Adds a term that is not there.</summary>
    public void Add(PostingList list)
    {
        if (2 * ++_count > _slots.Length)
        {
            PostingList?[] larger = new PostingList?[2 * _slots.Length];

            foreach (PostingList? held in _slots)
            {
                if (held is not null)
                {
                    Put(larger, held);
                }
            }

            Volatile.Write(ref _slots, larger);
        }

        Put(_slots, list);
    }

    private static void Put(PostingList?[] slots, PostingList list)
    {
        int at = list.Hash & (slots.Length - 1);

        while (slots[at] is not null)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[at], list);
    }
}
