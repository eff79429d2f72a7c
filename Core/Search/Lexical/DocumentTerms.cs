using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Reads documents into terms, one at a time: the lists of the terms that it carries and what each counts. Words are looked up once, stems
/// are found through the word; nothing is allocated for a word that was met before. For the one writer of an index.
/// </summary>
/// <remarks>
/// What runs for every word is compiled for good at once, here and in what it calls: a start reads the whole catalog with it, and the
/// runtime would count every call for its profile until that is nearly over.
/// </remarks>
internal sealed class DocumentTerms(TermTable words, TermTable stems, Bm25Weights weights)
{
    /// <summary>A body is read up to here; what a text is about is said before.</summary>
    private const int MaxBodyLength = 64 * 1024;

    private readonly List<PostingList> _terms = [];
    private Occurrences[] _counts = new Occurrences[64];
    private int _descriptionLength;
    private int _bodyLength;

    private enum Field
    {
        Name,
        Tags,
        Description,
        Body,
    }

    /// <summary>The terms of the document that was read last, each once.</summary>
    public IReadOnlyList<PostingList> Terms => _terms;

    public void Read(FieldedText text)
    {
        _terms.Clear();
        Read(text.Name, Field.Name);
        Read(text.Tags, Field.Tags);
        _descriptionLength = Read(text.Description, Field.Description);
        _bodyLength = Read(text.Body.AsSpan(0, Math.Min(text.Body.Length, MaxBodyLength)), Field.Body);
    }

    /// <summary>Appends the document that was read last to the lists of its terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AppendTo(int row)
    {
        float perDescription = weights.Description.PerOccurrence(_descriptionLength);
        float perBody = weights.Body.PerOccurrence(_bodyLength);

        for (int slot = 0; slot < _terms.Count; slot++)
        {
            ref Occurrences found = ref _counts[slot];
            float count = found.Head + (found.Description * perDescription) + (found.Body * perBody);
            _terms[slot].Append(new Posting(row, count / (count + weights.Saturation)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read(ReadOnlySpan<char> text, Field field)
    {
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);
        int length = 0;

        while (reader.MoveNext())
        {
            PostingList word = words.Find(reader.Word) ?? AddWord(reader.Word, reader.Stem());
            Count(word, field);
            Count(word.StemList!, field);
            length++;
        }

        return length;
    }

    private PostingList AddWord(ReadOnlySpan<char> word, ReadOnlySpan<char> stem)
    {
        string term = word.ToString();

        if (stems.Find(stem) is not { } stemList)
        {
            stemList = new PostingList(stem.SequenceEqual(word) ? term : stem.ToString());
            stems.Add(stemList);
        }

        PostingList added = new(term) { StemList = stemList };
        words.Add(added);
        return added;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(PostingList term, Field field)
    {
        bool isNew = term.Slot >= _terms.Count || _terms[term.Slot] != term;

        if (isNew)
        {
            term.Slot = _terms.Count;
            _terms.Add(term);

            if (term.Slot == _counts.Length)
            {
                Array.Resize(ref _counts, 2 * term.Slot);
            }

            _counts[term.Slot] = default;
        }

        ref Occurrences found = ref _counts[term.Slot];

        switch (field)
        {
            case Field.Name:
                found.Head += weights.Name;
                break;
            case Field.Tags:
                found.Head += weights.Tags;
                break;
            case Field.Description:
                found.Description++;
                break;
            default:
                found.Body++;
                break;
        }
    }

    /// <summary>Of one term in the document that is being read.</summary>
    private struct Occurrences
    {
        public float Head;
        public int Description;
        public int Body;
    }
}
