using System.Buffers;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>The person whose address it is: the nearest full name before it on its line or on the few lines above, as in a
/// signature.</summary>
internal static class NamesBeside
{
    private const int MostLines = 4;
    private const int MostWords = 4;

    private static readonly SearchValues<char> Marks = SearchValues.Create(",(|/:;<>)\t");

    /// <param name="roles">Words that no name of a person holds.</param>
    public static Slice? Read(SourceDocument document, Slice address, IReadOnlySet<string> roles, Func<Slice, bool> isLabel)
    {
        var line = document.Lines.FindLastIndex(line => line.Start <= address.Start);

        for (var i = line; i >= 0 && i > line - MostLines; i--)
        {
            var (start, end) = (document.Lines[i].Start, i == line ? address.Start : document.Lines[i].End);

            if (document.Lines[i].IsMuted || (i < line && end == start))
            {
                return null;
            }

            while (end > start)
            {
                var mark = document.Text.AsSpan(start, end - start).LastIndexOfAny(Marks);
                var part = document.Slice(mark < 0 ? start : start + mark + 1, end).TrimSentence();

                if (!isLabel(part) && IsPerson(document, part, roles))
                {
                    return part;
                }

                end = mark < 0 ? start : start + mark;
            }
        }

        return null;
    }

    private static bool IsPerson(SourceDocument document, Slice part, IReadOnlySet<string> roles)
    {
        var (first, end) = (document.TokenAt(part.Start), document.TokenAt(part.End));
        var tokens = document.Tokens.AsSpan(first..end).ToArray();
        var words = tokens.Count(token => token.Kind == TokenKind.Word);

        return !Array.Exists(tokens, token => roles.Contains(token.Lower)) && words is > 1 and <= MostWords
            && part.Span.IndexOfAnyInRange('0', '9') < 0 && NameRun.EndFrom(document, first, end) == end
            && !NameRun.EndsInLegalForm(document, first, end);
    }
}
