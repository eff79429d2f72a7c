using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>
/// Reads a document as labels and what stands beside or under them: forms, tables, questions with answers, values under their labels. It
/// knows no field.
/// </summary>
/// <param name="isLabel">A text is a label for certain, so that it parts others.</param>
/// <param name="mayLabel">It may be one, where the layout says so too.</param>
internal sealed class PairFinder(SourceDocument document, Func<Slice, bool> isLabel, Func<Slice, bool> mayLabel)
{
    private const int LongestLabel = 160;
    private const int LongestEntry = 60;
    private const int FewestRows = 4;
    private const int LongestRow = 1_000;

    private readonly List<Pair> _found = [];
    private readonly Speakers _speakers = new(document, isLabel);
    private readonly AnswersBelow _below = new(document, isLabel, new Speakers(document, isLabel));

    /// <summary>Offsets from and to of lines that are entries of a form or table and no sentences; in order.</summary>
    public List<(int Start, int End)> Entries { get; } = [];

    public List<Pair> Find()
    {
        var groups = new GroupLabels(document);

        for (var i = 0; i < document.Lines.Count;)
        {
            if (TableAt(i) is { } table)
            {
                _found.AddRange(new TablePairs(document, isLabel, mayLabel).Read(table));
                Entries.Add((document.Lines[i].Start, document.Lines[table.End - 1].End));
                i = table.End;
                continue;
            }

            if (YearColumns.At(document, i) is { } figures)
            {
                _found.AddRange(figures.Pairs);
                Entries.Add((document.Lines[i].Start, document.Lines[figures.End - 1].End));
                i = figures.End;
                continue;
            }

            if (StackedColumns.At(document, i, isLabel, mayLabel) is { } columns)
            {
                _found.AddRange(columns.Pairs);
                Entries.Add((document.Lines[i].Start, document.Lines[columns.End - 1].End));
                i = columns.End;
                continue;
            }

            var content = _speakers.Strip(LineItems.Content(document, document.Lines[i]).Trim());

            if (!content.IsEmpty)
            {
                groups.Enter(i);
                Read(i, content, groups.Of(i));
            }

            i++;
        }

        return _found;
    }

    private void Read(int i, Slice content, Slice? group)
    {
        var line = document.Lines[i];

        if (!line.IsMuted && Checkboxes.Ticked(content) is { } ticked)
        {
            // Boxes under what asks for a list are its items.
            if (i == 0 || !mayLabel(ContentOf(i - 1)))
            {
                _found.AddRange(ticked.Where(isLabel).Select(label => new Pair(label, label) { IsTicked = true }));
            }

            return;
        }

        var mark = content.Span[..Math.Min(content.Length, 300)].IndexOf('?');

        if (mark > 0)
        {
            new Questions(document, _below).Read(i, content, _found);
        }
        else if (!line.IsMuted && IsAsked(i) && _below.Of(i, isQuestion: true) is { } said)
        {
            _found.Add(new Pair(content, said.Text) { Items = said.Items, IsQuestion = true });
        }
        else if (line.IsMuted)
        {
            // Somebody else's label, quoted, with the author's answer under it.
            if (document.Text.AsSpan(line.Start, line.End - line.Start).TrimStart().StartsWith('>') && mayLabel(content)
                && _below.Of(i, isQuestion: true) is { } answer)
            {
                _found.Add(new Pair(content, answer.Text) { Items = answer.Items, IsQuestion = true });
            }
        }
        else if (!new LineEntries(document, isLabel, mayLabel, _below, Entries).Take(i, content, group, _found)
            && content.Length < LongestLabel && (isLabel(content) || (HeadsBlock(i) && mayLabel(content)))
            && !HasFigures(content) && _below.Of(i, isQuestion: false) is { } under && !IsProse(under.Text))
        {
            _found.Add(new Pair(content, under.Text) { Items = under.Items, Group = group });
        }
    }

    /// <summary>Without its question mark.</summary>
    private Slice ContentOf(int i)
    {
        var content = _speakers.Strip(LineItems.Content(document, document.Lines[i]).Trim());
        document.Spend(content.Length);

        return content.Span.EndsWith("?") ? content.From(content.Start, content.End - 1) : content;
    }

    /// <summary>The first line of several between blank lines, or one with a number of its own.</summary>
    private bool HeadsBlock(int i)
    {
        var isFirst = i == 0 || LineItems.Content(document, document.Lines[i - 1]).Trim().IsEmpty;
        var isLast = i + 1 >= document.Lines.Count || LineItems.Content(document, document.Lines[i + 1]).Trim().IsEmpty;

        return !isLast && (isFirst || char.IsAsciiDigit(document.Text[document.Lines[i].Start]));
    }

    /// <summary>"6 rooms, 15 beds" states and asks nothing.</summary>
    private bool HasFigures(Slice label)
    {
        var isNumbering = true;

        foreach (var token in document.TokensOf(label))
        {
            isNumbering &= token.Kind != TokenKind.Word;

            if (!isNumbering && token is { Kind: TokenKind.Number, Length: not 4 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A heading over a paragraph is no label of it.</summary>
    private static bool IsProse(Slice text) => text.Length > LongestEntry
        && (text.Span.Contains(". ", StringComparison.Ordinal) || text.Span.Contains(".\n", StringComparison.Ordinal));

    /// <summary>Marked as a question ("Q7.", "You asked:") though it ends in no question mark.</summary>
    private bool IsAsked(int i) => i + 1 < document.Lines.Count && (LineItems.IsQuestion(document, document.Lines[i])
        || (_speakers.Of(document.Lines[i]) is { } asker && _speakers.Of(document.Lines[i + 1]) is { } answerer && asker != answerer
            && _speakers.Of(document.Lines[Math.Max(0, i - 1)]) != asker && _speakers.IsFirst(asker)));

    /// <summary>Lines of cells parted by bars or tabs; one line alone is a table only if a bar parts it.</summary>
    private Table? TableAt(int first)
    {
        var rows = new List<List<Slice>>();
        var isRuled = false;
        var at = first;
        var mark = HasSemicolons(first) ? ';' : (char?)null;

        for (; at < document.Lines.Count && rows.Count < Table.MostRows; at++)
        {
            var line = document.Lines[at];
            var text = document.Text.AsSpan(line.Start, line.End - line.Start).Trim();

            if (line.IsMuted || text.IsEmpty)
            {
                break;
            }

            if (TableRows.IsRule(text))
            {
                isRuled |= rows.Count == 1;
                continue;
            }

            if (TableRows.Of(document.Slice(line.Start, line.End), mark) is not { } cells)
            {
                break;
            }

            rows.Add(cells);
        }

        return rows.Count > 1 || (rows.Count == 1
            && document.Text.AsSpan(document.Lines[first].Start, document.Lines[first].End - document.Lines[first].Start).Contains('|'))
            ? new Table(rows, isRuled, at)
            : null;
    }

    /// <summary>Several lines of as many cells parted by semicolons, most of which begin with labels.</summary>
    private bool HasSemicolons(int first)
    {
        var (cells, labels) = (0, 0);

        for (var i = first; i < first + FewestRows; i++)
        {
            if (i >= document.Lines.Count || document.Lines[i].IsMuted)
            {
                return false;
            }

            var line = document.Slice(document.Lines[i].Start, document.Lines[i].End);
            var count = line.Length > LongestRow ? 0 : line.Span.Count(';');

            if (count == 0 || line.Span.Contains('|') || (i > first && count != cells))
            {
                return false;
            }

            cells = count;
            labels += isLabel(line.From(line.Start, line.Start + line.Span.IndexOf(';'))) ? 1 : 0;
        }

        return labels * 2 >= FewestRows;
    }
}
