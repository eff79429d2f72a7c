using System.Buffers;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Structure;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>The person whose address it is: the nearest full name before it on its line or on the few lines above, as in a
/// signature.</summary>
internal static class NamesBeside
{
    private const int MostLines = 4;
    private const int LongestLabel = 160;

    private static readonly SearchValues<char> Marks = SearchValues.Create(",(|/:;<>)\t");

    public static Slice? Read(SourceDocument document, Slice address, ExtractionPlan plan, Func<Slice, bool> isLabel)
    {
        var line = document.Lines.FindLastIndex(line => line.Start <= address.Start);

        for (var i = line; i >= 0 && i > line - MostLines; i--)
        {
            var (start, end) = (document.Lines[i].Start, i == line ? address.Start : document.Lines[i].End);

            // What another item of a list or a denial names is somebody else.
            if (document.Lines[i].IsMuted || (i < line && (end == start || LineItems.IsBullet(document, document.Lines[line])
                || StanceReader.OfAnswer(document, document.TokenAt(start), document.TokenAt(end)) == Stance.Denied)))
            {
                return null;
            }

            while (end > start)
            {
                var mark = document.Text.AsSpan(start, end - start).LastIndexOfAny(Marks);
                var part = document.Slice(mark < 0 ? start : start + mark + 1, end).TrimSentence();

                // What answers another label is another thing.
                if (i < line && mark is >= 0 and <= LongestLabel && document.Text[start + mark] == ':'
                    && isLabel(document.Slice(start, start + mark)))
                {
                    break;
                }

                if (!isLabel(part) && PersonNames.LastIn(document, part, plan) is { } name)
                {
                    // "Ann Lee or Bo Day": it is not said whose address it is.
                    return IsOneOf(document, name) ? null : name;
                }

                end = mark < 0 ? start : start + mark;
            }
        }

        return null;
    }

    private static bool IsOneOf(SourceDocument document, Slice name)
    {
        var at = document.TokenAt(name.Start) - 1;

        return at > 0 && document.Tokens[at].Lower is "or" or "oder" or "ou" or "and" or "und" or "et" or "y" or "&"
            && char.IsUpper(document.Text[document.Tokens[at - 1].Start]);
    }
}
