using System.Collections.Immutable;
using System.Text;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>Picks the passages of a text that carry most of the query's words, and marks the words with <c>**</c>.</summary>
internal static class Highlighter
{
    private const int MaxPassages = 3;
    private const int MaxPassageLength = 240;

    /// <summary>A text is looked at up to here: passages of an opening say more, and a search must stay quick.</summary>
    private const int MaxTextLength = 8_192;

    /// <summary>At most three passages, those with the most different words first; none when no word occurs.</summary>
    public static ImmutableArray<string> Passages(IEnumerable<string> texts, IReadOnlyList<string> terms)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        HashSet<string> wanted = new(terms, StringComparer.Ordinal);
        List<(string Passage, int Words)> found = [];
        foreach (string text in texts)
        {
            string start = text.Length <= MaxTextLength ? text : text[..MaxTextLength];
            foreach (Range range in Sentences(start))
            {
                if (Mark(start[range].Trim(), wanted) is (_, > 0) marked)
                {
                    found.Add(marked);
                }
            }
        }

        return [.. found.OrderByDescending(passage => passage.Words).Select(passage => passage.Passage).Distinct().Take(MaxPassages)];
    }

    private static IEnumerable<Range> Sentences(string text)
    {
        int start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            bool endsSentence = text[at] is '.' or '?' or '!' && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]);
            bool isTooLong = at - start >= MaxPassageLength && char.IsWhiteSpace(text[at]);
            if (text[at] == '\n' || endsSentence || isTooLong)
            {
                yield return start..(at + 1);
                start = at + 1;
            }
        }

        yield return start..text.Length;
    }

    private static (string Passage, int Words) Mark(string passage, HashSet<string> wanted)
    {
        // Marks of the source's own would be taken for matches.
        string source = passage.Replace("**", "", StringComparison.Ordinal);
        var lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder marked = new();
        HashSet<string> words = [];
        int copied = 0;
        TermReader reader = new(source, stackalloc char[TermReader.MaxWordLength]);
        while (reader.MoveNext())
        {
            if (lookup.TryGetValue(reader.Current, out string? term))
            {
                words.Add(term);
                marked.Append(source, copied, reader.Start - copied)
                    .Append("**")
                    .Append(source, reader.Start, reader.End - reader.Start)
                    .Append("**");
                copied = reader.End;
            }
        }

        return (marked.Append(source, copied, source.Length - copied).ToString(), words.Count);
    }
}
