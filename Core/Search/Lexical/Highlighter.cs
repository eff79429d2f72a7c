using System.Collections.Immutable;
using System.Text;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Picks the passages of a text that carry most of the query's words, and marks the words with <c>**</c>, where they stand in the text
/// as it was written.
/// </summary>
internal sealed class Highlighter
{
    private const int MaxPassages = 3;
    private const int MaxPassageLength = 240;

    /// <summary>A text is looked at up to here: passages of an opening say more, and a search must stay quick.</summary>
    private const int MaxTextLength = 8_192;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _stems;

    /// <summary>One bit for each first letter of a stem: a word that begins otherwise need not be stemmed.</summary>
    private readonly ulong _firstLetters;

    /// <param name="stems">Of the query's words.</param>
    public Highlighter(IEnumerable<string> stems)
    {
        HashSet<string> wanted = new(stems, StringComparer.Ordinal);
        _stems = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        _firstLetters = wanted.Aggregate(0UL, (letters, stem) => letters | Bit(stem[0]));
    }

    /// <summary>At most three different passages, those with the most different words first; none when no word occurs.</summary>
    public ImmutableArray<string> Passages(params ReadOnlySpan<string> texts)
    {
        List<(string Text, Range Passage, int Words)> found = [];
        HashSet<string> words = new(StringComparer.Ordinal);

        foreach (string text in texts)
        {
            foreach (Range passage in Sentences(text, Math.Min(text.Length, MaxTextLength)))
            {
                if (CountWords(text.AsSpan(passage), words) is > 0 and var count)
                {
                    found.Add((text, passage, count));
                }
            }
        }

        return
        [
            .. found.OrderByDescending(passage => passage.Words).Select(passage => Mark(passage.Text[passage.Passage].Trim()))
                .Distinct().Take(MaxPassages),
        ];
    }

    private static IEnumerable<Range> Sentences(string text, int length)
    {
        int start = 0;

        for (int at = 0; at < length; at++)
        {
            bool endsSentence = text[at] is '.' or '?' or '!' && at + 1 < length && char.IsWhiteSpace(text[at + 1]);
            bool isTooLong = at - start >= MaxPassageLength && char.IsWhiteSpace(text[at]);
            bool isEndless = at - start >= 2 * MaxPassageLength && !char.IsHighSurrogate(text[at]);

            if (text[at] is '\n' or '。' or '！' or '？' || endsSentence || isTooLong || isEndless)
            {
                yield return start..(at + 1);
                start = at + 1;
            }
        }

        yield return start..(start < length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
    }

    private int CountWords(ReadOnlySpan<char> passage, HashSet<string> words)
    {
        words.Clear();
        TermReader reader = new(passage, stackalloc char[TermReader.BufferLength]);

        while (reader.MoveNext())
        {
            if (Find(reader) is { } stem)
            {
                words.Add(stem);
            }
        }

        return words.Count;
    }

    private string Mark(string passage)
    {
        // Marks of the source's own would be taken for matches.
        string source = passage.Replace("**", "", StringComparison.Ordinal);
        StringBuilder marked = new();
        int copied = 0;
        TermReader reader = new(source, stackalloc char[TermReader.BufferLength]);

        while (reader.MoveNext())
        {
            if (Find(reader) is null)
            {
                continue;
            }

            // Pairs of an unspaced script overlap, parts of a compound touch: what goes on from the last mark belongs into it.
            if (copied > 0 && reader.Start <= copied)
            {
                marked.Length -= 2;
                marked.Append(source, copied, Math.Max(0, reader.End - copied)).Append("**");
            }
            else
            {
                marked.Append(source, copied, reader.Start - copied)
                    .Append("**")
                    .Append(source, reader.Start, reader.End - reader.Start)
                    .Append("**");
            }

            copied = Math.Max(copied, reader.End);
        }

        return marked.Append(source, copied, source.Length - copied).ToString();
    }

    private string? Find(in TermReader reader) =>
        (_firstLetters & Bit(reader.Word[0])) != 0 && _stems.TryGetValue(reader.Stem(), out string? stem) ? stem : null;

    private static ulong Bit(char letter) => 1UL << (letter % 64);
}
