using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Answers that stand under their label or go on on the lines after it.</summary>
internal sealed class AnswersBelow(SourceDocument document, Func<Slice, bool> isLabel, Speakers speakers)
{
    private const int LongestAnswer = 2_000;
    private const int MostItems = 100;
    private const int MostContinued = 4;
    private const int LongestColumn = 160;
    private const int LargestShift = 4;
    private const string Gap = "     ";

    /// <summary>The value under a label: bullets, or the lines up to the next label or blank line; null when there is none.</summary>
    public (Slice Text, List<Slice> Items)? Of(int i, bool isQuestion)
    {
        var next = i + 1;

        if (next < document.Lines.Count && IsBlank(next))
        {
            next++;
        }

        if (next >= document.Lines.Count || document.Lines[next].IsMuted || IsBlank(next))
        {
            return null;
        }

        var content = ContentOf(next);

        if (LineItems.IsBullet(document, document.Lines[next]) && !IsLabel(content))
        {
            return Bulleted(next);
        }

        // Under a label of one column stands the value of that column and not the one beside it.
        if (!isQuestion && FirstColumn(content) is { } column)
        {
            return IsUnder(i, next, content) && !IsLabel(column) ? (column, []) : null;
        }

        return IsLabel(content) || IsPair(content) ? null : Paragraph(next, content, isQuestion);
    }

    private static Slice? FirstColumn(Slice content)
    {
        var text = content.Trim();
        var gap = text.Span[..Math.Min(text.Length, LongestColumn)].IndexOf(Gap, StringComparison.Ordinal);

        return gap > 0 && !Checkboxes.HasBoxes(text) && CalendarYears.OfSeason(text.Span[..gap]) is null
            ? text.From(text.Start, text.Start + gap) : null;
    }

    /// <summary>Label and value begin at the same place of their lines, or nearly so.</summary>
    private bool IsUnder(int i, int next, Slice content)
    {
        var label = document.Text.AsSpan(document.Lines[i].Start, document.Lines[i].End - document.Lines[i].Start);
        var from = label.Length - label.TrimStart().Length;

        return Math.Abs(content.Trim().Start - document.Lines[next].Start - from) <= LargestShift;
    }

    /// <summary>An indented line, or one that begins in the middle of a sentence, goes on with the value before it.</summary>
    public Slice Continued(int i, Slice inline)
    {
        var end = inline.End;

        if (end != document.Lines[i].End && !document.Text.AsSpan(end, document.Lines[i].End - end).IsWhiteSpace())
        {
            return inline;
        }

        for (var next = i + 1; next < document.Lines.Count && next <= i + MostContinued; next++)
        {
            var line = document.Lines[next];
            var text = document.Text.AsSpan(line.Start, line.End - line.Start);
            var indent = text.IndexOfAnyExcept(' ', '\t');
            var isIndented = indent >= 2 && LineItems.Content(document, line).Start == line.Start + indent;
            var isOpen = document.Wraps[next - 1] && indent >= 0 && char.IsLower(text[indent]) && inline.Length > 20
                && document.Text[inline.End - 1] is not ('.' or ';' or '!' or '?');

            if (indent < 0 || line.IsMuted || !(isIndented || isOpen) || LineItems.IsBullet(document, line)
                || IsLabel(LineItems.Content(document, line)) || IsPair(LineItems.Content(document, line)))
            {
                break;
            }

            end = line.End;
        }

        return inline.From(inline.Start, end);
    }

    private (Slice, List<Slice>) Bulleted(int first)
    {
        var items = new List<Slice>();

        for (var i = first; i < document.Lines.Count && items.Count < MostItems && LineItems.IsBullet(document, document.Lines[i]); i++)
        {
            var content = ContentOf(i);
            document.Spend(content.Length);

            // An item may be worded like a field; only one that brings an answer of its own is a label.
            if (items.Count > 0 && HasLabelMark(content))
            {
                break;
            }

            items.Add(content.Trim());
        }

        return (document.Slice(items[0].Start, items[^1].End), items.Count > 1 ? items : []);
    }

    private (Slice, List<Slice>) Paragraph(int first, Slice content, bool isQuestion)
    {
        var items = new List<Slice> { content.Trim() };
        var end = content.End;
        var isMarked = IsMarked(first);

        for (var i = first + 1; i < document.Lines.Count && end - content.Start < LongestAnswer && items.Count < MostItems; i++)
        {
            var next = ContentOf(i);

            if (next.Trim().IsEmpty || document.Lines[i].IsMuted || (isMarked && !IsMarked(i))
                || (isQuestion && next.Start - document.Lines[i].Start > 4) || IsLabel(next) || next.Span.Contains('?'))
            {
                break;
            }

            document.Spend(next.Length);
            items.Add(next.Trim());
            end = next.End;
        }

        return (content.From(content.Start, end), items.Count > 1 ? items : []);
    }

    /// <summary>"> " before an answer.</summary>
    private bool IsMarked(int i) =>
        document.Text.AsSpan(document.Lines[i].Start, document.Lines[i].End - document.Lines[i].Start).TrimStart().StartsWith('>');

    private Slice ContentOf(int i) => speakers.Strip(LineItems.Content(document, document.Lines[i]));

    /// <summary>"Name      Ann Lee": the label above is the name of a group.</summary>
    private bool IsPair(Slice content)
    {
        var gap = content.Span.IndexOf("   ", StringComparison.Ordinal);

        return gap > 0 && gap < 40 && isLabel(content.From(content.Start, content.Start + gap));
    }

    private bool IsBlank(int i) => ContentOf(i).Trim().IsEmpty;

    private bool IsLabel(Slice content) => HasLabelMark(content) || isLabel(content);

    private static bool HasLabelMark(Slice content)
    {
        var window = content.Span[..Math.Min(content.Length, 80)];
        var colon = window.IndexOf(':');
        var hasLabel = colon > 0 && window[..colon].Count(' ') < 8
            && (colon + 1 == content.Length || (colon + 1 < window.Length && char.IsWhiteSpace(window[colon + 1])));

        return hasLabel || window.EndsWith('?') || window.Contains('|');
    }
}
