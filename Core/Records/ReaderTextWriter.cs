using System.Collections.Immutable;

namespace PromptIntel.Core.Records;

/// <summary>
/// Writes a document as the reader takes it: a table as one with bars, also where it runs over a page; a label and the value that stands
/// far right of it on one line with a colon; other things side by side on lines of their own. A table that has no items of the record is
/// left out: the reader would take the cell beside a cell for its value.
/// </summary>
internal sealed class ReaderTextWriter(
    string text, List<TextRow> rows, List<TextTable> tables, ReadingRules rules, TextPart part = TextPart.All)
{
    private const int HeadLines = 4;

    /// <summary>Lines that are looked at for a second column.</summary>
    private const int MostSideBySide = 60;

    private readonly LabelledCells _cells = new(text, rules, part);
    private readonly Dictionary<int, int> _tables = tables.Index().ToDictionary(table => table.Item.First, table => table.Index);

    private ReaderText Written => _cells.Written;

    public ReaderText Write()
    {
        HashSet<int> taken = [];

        if (part == TextPart.All)
        {
            WriteLetterhead();

            List<TextRow> outside = [.. rows.Where((_, row) => !tables.Exists(table => row >= table.First && row <= table.Last))];

            foreach ((string name, int start, int end) in new DocumentHead(text, outside, rules).Find())
            {
                WriteNamed(name, start, end);
            }
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (taken.Contains(i))
            {
                continue;
            }

            if (_tables.TryGetValue(i, out int table))
            {
                WriteTables(table, taken);
            }
            else
            {
                i = WriteLines(i) - 1;
            }
        }

        if (part == TextPart.All)
        {
            WriteOnlyDate();
        }

        return Written;
    }

    /// <summary>A table and those that continue it as one; its totals follow as lines.</summary>
    private void WriteTables(int at, HashSet<int> taken)
    {
        TextTable first = tables[at];
        ImmutableArray<TextTable> parts = [first, .. tables.Skip(at + 1).TakeWhile(table => table.ContinuesPrevious)];

        foreach (TextTable part in parts)
        {
            taken.UnionWith(Enumerable.Range(part.First, part.Last - part.First + 1));
        }

        Written.Append("\n");
        string[] columns = [.. first.Header.Select(cell => cell.In(text))];
        bool isByYear = first.IsByYear(text);
        ImmutableArray<ImmutableArray<TextCell?>> items =
            [.. parts.SelectMany(part => part.Rows.Where(row => isByYear || !part.IsSummary(row)))];

        if (part != TextPart.Prose && (items.Length == 1 || isByYear || rules.HasItems(columns)))
        {
            WriteBars([.. first.Header.Select(cell => (TextCell?)cell)]);

            foreach (ImmutableArray<TextCell?> row in items)
            {
                WriteBars(row);
            }

            Written.Append("\n");
        }

        foreach ((string path, string rank, int column) in rules.Ranked(columns))
        {
            if (items.Where(row => row[0]?.In(text).Trim('.') == rank).ToList() is [var ranked] && ranked[column] is { } cell)
            {
                WriteNamed(path, cell.Start, cell.End);
            }
        }

        foreach (ImmutableArray<TextCell?> row in parts.SelectMany(part => part.Rows.Where(row => !isByYear && part.IsSummary(row))))
        {
            TextCell[] cells = [.. row.OfType<TextCell>()];

            if (cells.Length == 2)
            {
                _cells.WritePair(cells[0], [cells[1]]);
            }
        }
    }

    private void WriteBars(ImmutableArray<TextCell?> row)
    {
        foreach (TextCell? cell in row)
        {
            Written.Append("| ");

            if (cell is { } known)
            {
                // A bare dollar names no currency, and in a column of amounts it says nothing more.
                bool isDollar = known.Length > 1 && text[known.Start] == '$' && char.IsDigit(text[known.Start + 1]);
                _cells.WriteValue(known.Start + (isDollar ? 1 : 0), known.End);
            }

            Written.Append(" ");
        }

        Written.Append("|\n");
    }

    private void WriteLetterhead()
    {
        TextCell company = rows.Where(row => !row.IsBlank).Take(HeadLines).Select(row => row.Cells[0])
            .FirstOrDefault(cell => rules.IsCompany(cell.In(text)) && !cell.In(text).Contains(':'));

        if (company.Length > 0)
        {
            WriteNamed("letterhead", company.Start, company.End);
        }
    }

    /// <summary>Where the record asks for one day and the document names one, it is that.</summary>
    private void WriteOnlyDate()
    {
        if (rules.OnlyDate is { } path && DocumentDate.AllIn(text) is [var only])
        {
            WriteNamed(path, only.Start, only.End);
        }
    }

    private void WriteNamed(string path, int start, int end)
    {
        Written.Append(path.Replace('_', ' ') + ": ");
        Written.Append(text, start, end);
        Written.Append("\n\n");
    }

    /// <summary>A line alone, or the first of several that stand in two columns.</summary>
    /// <returns>The line after those that were written.</returns>
    private int WriteLines(int i)
    {
        TextRow row = rows[i];

        if (row.IsRule(text))
        {
            return i + 1;
        }

        if (row.IsBlank || IsRaw(row) || IsOverValues(i) || (i > 0 && IsOverValues(i - 1)))
        {
            // The reader sees by tabs, bars and columns which belong together.
            if (part != TextPart.Prose || row.IsBlank)
            {
                _cells.Append(row.Start, row.End);
                Written.Append("\n");
            }

            return i + 1;
        }

        int end = i + 1;

        while (end < rows.Count && end < i + MostSideBySide && !rows[end].IsBlank && !rows[end].IsRule(text) && !IsRaw(rows[end])
            && !_tables.ContainsKey(end))
        {
            end++;
        }

        if (AreNamed(i, end))
        {
            for (int line = i; line < end; line++)
            {
                if (rows[line].Cells is [var name, var value] && !name.In(text).EndsWith(':'))
                {
                    _cells.WritePair(name, [value]);
                }
                else
                {
                    _cells.Write(rows[line].Cells);
                }
            }

            return end;
        }

        if (RightColumn(i, end) is not { } column)
        {
            _cells.Write(row.Cells);
            return i + 1;
        }

        for (int line = i; line < end; line++)
        {
            _cells.Write([.. rows[line].Cells.Where(cell => cell.Column < column)]);
        }

        Written.Append("\n");

        for (int line = i; line < end; line++)
        {
            ImmutableArray<TextCell> right = [.. rows[line].Cells.Where(cell => cell.Column >= column)];

            // A name over its value, as of whom an invoice is sent to.
            if (right is [var name] && rules.IsLabel(name.In(text)) && line + 1 < end
                && rows[line + 1].Cells.LastOrDefault(cell => cell.Column >= column) is { Length: > 0 } below
                && !rules.IsLabel(below.In(text)))
            {
                _cells.WritePair(name, [below]);
                line++;
                continue;
            }

            _cells.Write(right);
        }

        Written.Append("\n");
        return end;
    }

    /// <summary>Lines of a name and its value: half the names are known, and all values stand under one another.</summary>
    private bool AreNamed(int from, int end)
    {
        TextRow[] pairs = [.. rows.Skip(from).Take(end - from).Where(row => row.Cells.Length == 2)];
        return pairs.Length >= 2 && pairs.Length * 2 > end - from && pairs.All(row => row.Cells[1].Column == pairs[0].Cells[1].Column
                && !row.Cells[1].In(text).Contains(": ", StringComparison.Ordinal))
            && pairs.Count(row => rules.IsLabel(row.Cells[0].In(text))) * 2 >= pairs.Length;
    }

    /// <summary>Where a second column of text begins, which is neither the values of labels nor numbers; null where none does.</summary>
    private int? RightColumn(int from, int end) => rows
        .Skip(from)
        .Take(end - from)
        .SelectMany(row => row.Cells.Skip(1).Where((cell, at) => !row.Cells[at].In(text).EndsWith(':')
            && (!rules.IsLabel(row.Cells[at].In(text)) || rules.IsLabel(cell.In(text)))
            && !LabelledCells.IsValue(cell.In(text))
            && !LabelledCells.IsBox(cell.In(text))))
        .GroupBy(cell => cell.Column)
        .Where(column => column.Count() >= 2)
        .OrderByDescending(column => column.Count())
        .Select(column => (int?)column.Key)
        .FirstOrDefault();

    private bool IsRaw(TextRow row) =>
        text.AsSpan(row.Start, row.End - row.Start).Contains('\t')
        || text.AsSpan(row.Start, row.End - row.Start).TrimStart().StartsWith('|');

    private bool IsOverValues(int i) =>
        i + 1 < rows.Count && rows[i].Cells.Length >= 2 && rows[i].Cells.Length == rows[i + 1].Cells.Length
        && rows[i].Cells.All(cell => rules.Labels.Contains(ReadingRules.Plain(cell.In(text))));
}
