using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Reads the entries of a line: a label, a separator and what stands behind it.</summary>
/// <param name="isLabel">A text is a label for certain.</param>
/// <param name="mayLabel">It may be one, where the layout says so too.</param>
/// <param name="below">Reads the answer of an entry that has none on its line.</param>
/// <param name="places">Offsets from and to of what has been taken so far, in order; entries are added to it.</param>
internal sealed class LineEntries(
    SourceDocument document,
    Func<Slice, bool> isLabel,
    Func<Slice, bool> mayLabel,
    AnswersBelow below,
    List<(int Start, int End)> places)
{
    private const int LongestLabel = 160;
    private const int LongestNext = 60;
    private const int LongestInline = 1_000;

    /// <summary>Of the code of a currency or the year before a figure, with the figure's first digits.</summary>
    private const int LongestFigure = 6;
    private const string Gap = "   ";

    private static readonly string[] Separators =
        [": ", ":** ", ":* ", ":__ ", ":: ", "\t", "...", " . .", " . ", "  ", " = ", " => ", " -> ", " - ", " – ", " — ", ":", " is ",
        " are ", " ist ", " es ", " est "];

    private static readonly string[] Joints = [" / ", "; ", " | ", ", ", ". "];

    /// <summary>Takes all entries of a line: "Rooms: 12 / Beds: 18"; false when it has none.</summary>
    public bool Take(int i, Slice content, Slice? group, List<Pair> found)
    {
        if (!TakeEntry(i, content, group, found, out var rest))
        {
            return false;
        }

        while (!rest.IsEmpty && TakeEntry(i, rest, group, found, out rest))
        {
        }

        return true;
    }

    /// <param name="rest">What stands behind the entry on its line.</param>
    private bool TakeEntry(int i, Slice content, Slice? group, List<Pair> found, out Slice rest)
    {
        rest = content.From(content.End, content.End);

        foreach (var separator in Separators)
        {
            var at = content.Span[..Math.Min(content.Length, LongestLabel)].IndexOf(separator, StringComparison.Ordinal);

            if (at <= 0)
            {
                continue;
            }

            var label = content.From(content.Start, content.Start + at).Trim();

            // The mark stands in a further column.
            if (label.Span.Contains(Gap, StringComparison.Ordinal))
            {
                continue;
            }

            // A sentence that wrapped before its colon begins no entry.
            if (i > 0 && document.Wraps[i - 1] && char.IsLower(content.Span[0]) && !IsEntry(i - 1))
            {
                return false;
            }

            // Running text has dashes too, and a sentence that says what its name is fills its line.
            var isDash = separator is " - " or " – " or " — ";
            var isVerb = separator is " is " or " are " or " ist " or " es " or " est ";

            if (isVerb && (!isLabel(label) || document.Wraps[i] || (i > 0 && document.Wraps[i - 1])
                || content.Span.Contains(". ", StringComparison.Ordinal)))
            {
                continue;
            }

            if (!isLabel(label) && (isDash && label.Span.Count(' ') > 5 || !mayLabel(label)) && !(group is { } above && mayLabel(above)))
            {
                continue;
            }

            var start = content.Start + at + separator.Length;

            var isDotted = separator is "..." or " . ." or " . " || content.Source.AsSpan(start, content.End - start).TrimStart()
                .StartsWith("...", StringComparison.Ordinal);

            while (start < content.End && (char.IsWhiteSpace(document.Text[start]) || (isDotted && document.Text[start] == '.')
                || document.Text[start] is '=' or '>' or ':' or '*' or '_'))
            {
                start++;
            }

            var behindMark = content.From(start, content.End);
            var inline = content.From(start, CellEnd(behindMark, NextEntry(behindMark)));
            places.Add((content.Start, inline.End));

            if (inline.Trim().IsEmpty)
            {
                // What stands below the line belongs to the last of its entries.
                if (inline.End == content.End && below.Of(i, isQuestion: false) is { } under)
                {
                    found.Add(new Pair(label, under.Text) { Items = under.Items, Group = group });
                }
            }
            else
            {
                found.Add(new Pair(label, below.Continued(i, inline)) { Group = group });
            }

            var behind = content.From(inline.End, content.End);
            rest = behind.From(behind.End - behind.Span.TrimStart(" /;|,.").Length, behind.End);
            return true;
        }

        return false;
    }

    /// <summary>Where the answer ends that another entry follows on the line: "Rooms: 12 / Beds: 18".</summary>
    private int NextEntry(Slice answer)
    {
        foreach (var joint in Joints)
        {
            var at = answer.Span[..Math.Min(answer.Length, LongestInline)].IndexOf(joint, StringComparison.Ordinal);

            if (at < 0)
            {
                continue;
            }

            var next = answer.From(answer.Start + at + joint.Length, answer.End);
            var colon = next.Span[..Math.Min(next.Length, LongestNext)].IndexOf(": ", StringComparison.Ordinal);

            if (colon > 0 && mayLabel(next.From(next.Start, next.Start + colon)))
            {
                return answer.Start + at;
            }
        }

        return answer.End;
    }

    /// <summary>Where the answer's column ends: what stands behind a wide gap is a remark or another entry, unless it is a figure
    /// too.</summary>
    private int CellEnd(Slice answer, int end)
    {
        var gap = answer.Span[..Math.Min(end - answer.Start, LongestInline)].IndexOf(Gap, StringComparison.Ordinal);

        if (gap <= 0)
        {
            return end;
        }

        // "Yes   [ ]    No   [x]" is one answer.
        if (Checkboxes.HasBoxes(answer.From(answer.Start, Math.Min(end, answer.Start + LongestInline))))
        {
            return end;
        }

        var cell = answer.Span[..gap];
        var next = answer.Source.AsSpan(answer.Start + gap, end - answer.Start - gap).TrimStart();
        next = next[..Math.Min(next.Length, LongestFigure)];
        document.Spend(next.Length);
        var isYear = CalendarYears.Of(cell) is not null;
        var isFigure = next.IsEmpty || !char.IsLetter(next[0]) || (char.IsUpper(next[0]) && next.Length > 4 && char.IsUpper(next[1])
            && char.IsUpper(next[2]) && next.IndexOfAnyInRange('0', '9') > 0);
        var isDated = next.Length > 5 && next[4] is ':' or ' ' && !next[..4].ContainsAnyExceptInRange('0', '9');

        return isYear || (isFigure && !isDated) ? end : answer.Start + gap;
    }

    private bool IsEntry(int i) => places.Count > 0 && places[^1].End >= document.Lines[i].Start;
}
