using System.Collections.Concurrent;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Reads documents into terms, one at a time: the lists of the terms that it carries and what each counts. Words are looked up once, stems
/// are found through the word; nothing is allocated for a word that was met before. For the one writer of an index.
/// </summary>
internal sealed class DocumentTerms(
    ConcurrentDictionary<string, PostingList> words, ConcurrentDictionary<string, PostingList> stems, Bm25Weights weights)
{
    /// <summary>A body is read up to here; what a text is about is said before.</summary>
    private const int MaxBodyLength = 64 * 1024;

    private readonly ConcurrentDictionary<string, PostingList>.AlternateLookup<ReadOnlySpan<char>> _words =
        words.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ConcurrentDictionary<string, PostingList>.AlternateLookup<ReadOnlySpan<char>> _stems =
        stems.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<PostingList> _terms = [];
    private readonly List<(float Head, int Description, int Body)> _counts = [];
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
        _counts.Clear();
        Read(text.Name, Field.Name);
        Read(text.Tags, Field.Tags);
        _descriptionLength = Read(text.Description, Field.Description);
        _bodyLength = Read(text.Body.AsSpan(0, Math.Min(text.Body.Length, MaxBodyLength)), Field.Body);
    }

    /// <summary>Appends the document that was read last to the lists of its terms.</summary>
    public void AppendTo(int row)
    {
        float perDescription = weights.Description.PerOccurrence(_descriptionLength);
        float perBody = weights.Body.PerOccurrence(_bodyLength);

        for (int slot = 0; slot < _terms.Count; slot++)
        {
            (float head, int description, int body) = _counts[slot];
            float count = head + (description * perDescription) + (body * perBody);
            _terms[slot].Append(new Posting(row, count / (count + weights.Saturation)));
        }
    }

    private int Read(ReadOnlySpan<char> text, Field field)
    {
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);
        int length = 0;

        while (reader.MoveNext())
        {
            if (!_words.TryGetValue(reader.Word, out PostingList? word))
            {
                word = AddWord(reader.Word, reader.Stem());
            }

            Count(word, field);
            Count(word.StemList!, field);
            length++;
        }

        return length;
    }

    private PostingList AddWord(ReadOnlySpan<char> word, ReadOnlySpan<char> stem)
    {
        string term = word.ToString();

        if (!_stems.TryGetValue(stem, out PostingList? stemList))
        {
            string own = stem.SequenceEqual(word) ? term : stem.ToString();
            stemList = stems[own] = new PostingList(own);
        }

        return words[term] = new PostingList(term) { StemList = stemList };
    }

    private void Count(PostingList term, Field field)
    {
        bool isNew = term.Slot >= _terms.Count || _terms[term.Slot] != term;

        if (isNew)
        {
            term.Slot = _terms.Count;
            _terms.Add(term);
            _counts.Add(default);
        }

        (float head, int description, int body) = _counts[term.Slot];
        _counts[term.Slot] = field switch
        {
            Field.Name => (head + weights.Name, description, body),
            Field.Tags => (head + weights.Tags, description, body),
            Field.Description => (head, description + 1, body),
            _ => (head, description, body + 1),
        };
    }
}
