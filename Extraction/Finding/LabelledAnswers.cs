using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Finds answers with a label: on one line, under it, in a table's cells, or after a question mark.</summary>
internal sealed class LabelledAnswers(SourceDocument document, AliasIndex aliases, LabelParser labels)
{
    private const int LongestAnswer = 2_000;
    private const int MostBullets = 100;

    private static readonly string[] Separators = ["\t", ":", "  ", " - ", " – ", " — ", " = ", "...", "=>", "->"];

    private readonly List<Statement> _found = [];

    public List<Statement> Find()
    {
        for (var i = 0; i < document.Lines.Count; i++)
        {
            var line = document.Lines[i];
            var content = LineItems.Content(document, line).Trim();

            if (content.IsEmpty)
            {
                continue;
            }

            var question = content.Span[..Math.Min(content.Length, 300)].IndexOf('?');

            if (question > 0)
            {
                Ask(i, content, content.Start + question);
            }
            else if (!line.IsMuted)
            {
                ReadLine(i, content);
            }
        }

        return _found;
    }

    private void ReadLine(int i, Slice content)
    {
        if (content.Span.Contains('|'))
        {
            ReadCells(content);

            return;
        }

        foreach (var separator in Separators)
        {
            if (ReadAround(i, content, separator))
            {
                return;
            }
        }

        if (content.Length < 100)
        {
            Emit(Name(content.From(content.Start, content.End)), Below(i));
        }
    }

    private bool ReadAround(int i, Slice content, string separator)
    {
        var window = content.Span[..Math.Min(content.Length, 160)];
        var at = window.IndexOf(separator, StringComparison.Ordinal);

        if (at <= 0)
        {
            return false;
        }

        var name = Name(content.From(content.Start, content.Start + at));

        if (name is null)
        {
            return false;
        }

        var start = content.Start + at + separator.Length;

        while (start < content.End && (separator.Contains(document.Text[start]) || char.IsWhiteSpace(document.Text[start])))
        {
            start++;
        }

        var inline = content.From(start, content.End);
        Emit(name, inline.Trim().IsEmpty ? Below(i) : (Continued(i, inline), []));

        return true;
    }

    /// <summary>Cells of a table row: a name, then its value; a row may hold several pairs.</summary>
    private void ReadCells(Slice row)
    {
        var cells = TableRows.Cells(row);

        for (var i = 0; i + 1 < cells.Count; i++)
        {
            if (Name(cells[i]) is { } name && Name(cells[i + 1]) is null)
            {
                Emit(name, (cells[i + 1], []));
                i++;
            }
        }
    }

    private void Ask(int i, Slice content, int mark)
    {
        var (text, row) = (content.From(content.Start, mark), document.Lines[i]);
        var cells = text.Span.LastIndexOf('|');
        text = cells < 0 ? text : text.From(text.Start + cells + 1, text.End);
        var rest = content.From(mark + 1, content.End).Trim();
        rest = rest.From(rest.Start + rest.Span.Length - rest.Span.TrimStart("|-–—: ").Length, rest.End);
        rest = rest.Span.IndexOf('|') is var bar and >= 0 ? rest.From(rest.Start, rest.Start + bar) : rest;
        var names = AskedFields(text);

        if (names is null || (row.IsMuted && !rest.IsEmpty))
        {
            return;
        }

        Emit(names, rest.IsEmpty ? Below(i, isQuestion: true) : (rest, []));
    }

    private NameMatch? AskedFields(Slice question)
    {
        var stop = question.Span.LastIndexOf(". ", StringComparison.Ordinal);
        var last = stop < 0 ? question : question.From(question.Start + stop + 2, question.End);

        if (Name(question) is { } whole)
        {
            return whole;
        }

        if (stop >= 0 && Name(last) is { } sentence)
        {
            return sentence;
        }

        if (labels.Parse(last) is not { } label)
        {
            return null;
        }

        var near = aliases.FindNear(label.Name);

        return near.Count == 0 ? null : new NameMatch(near, label.Hints, Evidence.NearQuestion);
    }

    private NameMatch? Name(Slice text)
    {
        document.Spend(text.Length);

        if (!aliases.MayFind(document.TokensOf(text)) || labels.Parse(text) is not { } label)
        {
            return null;
        }

        var fields = aliases.Find(label.Name);

        return fields.Count == 0 ? null : new NameMatch(fields, label.Hints, Evidence.Label);
    }

    private void Emit(NameMatch? name, (Slice Answer, List<Slice> Bullets)? answer)
    {
        if (name is null || answer is not { } found || found.Answer.IsEmpty)
        {
            return;
        }

        var end = Math.Min(found.Answer.End, found.Answer.Start + LongestAnswer);

        foreach (var (field, isRange) in name.Fields)
        {
            _found.Add(new Statement(
                field,
                found.Answer.From(found.Answer.Start, end),
                name.Evidence)
            { Hints = name.Hints, Bullets = found.Bullets, IsRange = isRange });
        }
    }

    /// <summary>The value under a label: bullets, or the next line that is no label itself.</summary>
    private (Slice Answer, List<Slice> Bullets)? Below(int i, bool isQuestion = false)
    {
        var next = i + 1;

        if (next < document.Lines.Count && LineItems.Content(document, document.Lines[next]).Trim().IsEmpty)
        {
            next++;
        }

        if (next >= document.Lines.Count || document.Lines[next].IsMuted)
        {
            return null;
        }

        var content = LineItems.Content(document, document.Lines[next]);

        if (LineItems.IsBullet(document, document.Lines[next]) && !IsLabel(content))
        {
            return Bulleted(next);
        }


        return content.IsEmpty || IsLabel(content) ? null : (isQuestion ? Paragraph(next, content) : content, []);
    }

    private (Slice, List<Slice>) Bulleted(int first)
    {
        var bullets = new List<Slice>();
        var i = first;

        for (; i < document.Lines.Count && bullets.Count < MostBullets && LineItems.IsBullet(document, document.Lines[i]); i++)
        {
            var content = LineItems.Content(document, document.Lines[i]);

            // An item may be worded like a field; only one that brings an answer of its own is a label.
            if (bullets.Count > 0 && HasLabelMark(content))
            {
                break;
            }

            bullets.Add(content.Trim());
        }

        return (document.Slice(bullets[0].Start, bullets[^1].End), bullets.Count > 1 ? bullets : []);
    }

    private Slice Paragraph(int first, Slice content)
    {
        var end = content.End;

        for (var i = first + 1; i < document.Lines.Count && end - content.Start < LongestAnswer; i++)
        {
            var next = LineItems.Content(document, document.Lines[i]);

            if (next.Trim().IsEmpty
                || document.Lines[i].IsMuted
                || next.Start - document.Lines[i].Start > 1
                || IsLabel(next)
                || next.Span.Contains('?'))
            {
                break;
            }

            document.Spend(next.Length);
            end = next.End;
        }

        return content.From(content.Start, end);
    }

    /// <summary>An indented line that is no label goes on with the value before it.</summary>
    private Slice Continued(int i, Slice inline)
    {
        var end = inline.End;

        for (var next = i + 1; next < document.Lines.Count && next < i + 4; next++)
        {
            var line = document.Lines[next];
            var indent = document.Text.AsSpan(line.Start, line.End - line.Start).IndexOfAnyExcept(' ', '\t');

            if (indent < 2 || LineItems.IsBullet(document, line) || IsLabel(
                LineItems.Content(document, line)) || LineItems.Content(document, line).Start != line.Start + indent)
            {
                break;
            }

            end = line.End;
        }

        return inline.From(inline.Start, end);
    }

    private bool IsLabel(Slice content) => HasLabelMark(content) || Name(content) is not null;

    private static bool HasLabelMark(Slice content)
    {
        var window = content.Span[..Math.Min(content.Length, 80)];
        var colon = window.IndexOf(':');
        var hasLabel = colon > 0
            && window[..colon].Count(' ') < 8
            && (colon + 1 == content.Length || (colon + 1 < window.Length && char.IsWhiteSpace(window[colon + 1])));

        return hasLabel || window.EndsWith('?') || window.Contains('|');
    }

    private sealed record NameMatch(IReadOnlyList<NamedField> Fields, LabelHints Hints, Evidence Evidence);
}
