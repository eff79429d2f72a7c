using System.Buffers;
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

    /// <summary>Stands between things that have nothing to do with each other.</summary>
    private const string Apart = "\n-----\n";

    private static readonly SearchValues<char> NumberMarks = SearchValues.Create("0123456789.,-() ");

    private readonly ReaderText _written = new();
    private readonly Dictionary<int, TextTable> _tables = tables.ToDictionary(table => table.First);
    private readonly string? _scale = AmountScale.In(text);

    public ReaderText Write()
    {
        HashSet<int> taken = [];

        if (part == TextPart.All)
        {
            WriteLetterhead();
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (taken.Contains(i))
            {
                continue;
            }

            if (_tables.TryGetValue(i, out TextTable? table))
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

        return _written;
    }

    /// <summary>A table and those that continue it as one; its totals follow as lines.</summary>
    private void WriteTables(TextTable first, HashSet<int> taken)
    {
        ImmutableArray<TextTable> parts =
            [first, .. tables.Skip(tables.IndexOf(first) + 1).TakeWhile(table => table.ContinuesPrevious)];

        foreach (TextTable part in parts)
        {
            taken.UnionWith(Enumerable.Range(part.First, part.Last - part.First + 1));
        }

        _written.Append("\n");
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

            _written.Append("\n");
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
                WritePair(cells[0], [cells[1]]);
            }
        }
    }

    private void WriteBars(ImmutableArray<TextCell?> row)
    {
        foreach (TextCell? cell in row)
        {
            _written.Append("| ");

            if (cell is { } known)
            {
                // A bare dollar names no currency, and in a column of amounts it says nothing more.
                bool isDollar = known.Length > 1 && text[known.Start] == '$' && char.IsDigit(text[known.Start + 1]);
                WriteValue(known.Start + (isDollar ? 1 : 0), known.End);
            }

            _written.Append(" ");
        }

        _written.Append("|\n");
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
        _written.Append(path.Replace('_', ' ') + ": ");
        _written.Append(text, start, end);
        _written.Append("\n\n");
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
                _written.Append(text, row.Start, row.End);
                _written.Append("\n");
            }

            return i + 1;
        }

        int end = i + 1;

        while (end < rows.Count && end < i + MostSideBySide && !rows[end].IsBlank && !rows[end].IsRule(text) && !IsRaw(rows[end])
            && !_tables.ContainsKey(end))
        {
            end++;
        }

        if (RightColumn(i, end) is not { } column)
        {
            WriteCells(row.Cells);
            return i + 1;
        }

        for (int line = i; line < end; line++)
        {
            WriteCells([.. rows[line].Cells.Where(cell => cell.Column < column)]);
        }

        _written.Append("\n");

        for (int line = i; line < end; line++)
        {
            WriteCells([.. rows[line].Cells.Where(cell => cell.Column >= column)]);
        }

        _written.Append("\n");
        return end;
    }

    /// <summary>Where a second column of text begins, which is neither the values of labels nor numbers; null where none does.</summary>
    private int? RightColumn(int from, int end) => rows
        .Skip(from)
        .Take(end - from)
        .SelectMany(row => row.Cells.Skip(1).Where((cell, at) => !row.Cells[at].In(text).EndsWith(':') && !IsValue(cell.In(text))
            && !IsBox(cell.In(text))))
        .GroupBy(cell => cell.Column)
        .Where(column => column.Count() >= 2)
        .OrderByDescending(column => column.Count())
        .Select(column => (int?)column.Key)
        .FirstOrDefault();

    private bool IsRaw(TextRow row) =>
        text.AsSpan(row.Start, row.End - row.Start).Contains('\t')
        || text.AsSpan(row.Start, row.End - row.Start).TrimStart().StartsWith('|');

    private void WriteCells(ImmutableArray<TextCell> cells)
    {
        // Of several values behind a label none is known to be the one.
        if (cells.Length > 2 && cells.Skip(1).Count(cell => IsValue(cell.In(text))) > 1 && !cells.Any(cell => cell.In(text).EndsWith(':')))
        {
            return;
        }

        for (int at = 0; at < cells.Length; at++)
        {
            string cell = cells[at].In(text);
            bool isLabel = cell.EndsWith(':');
            int values = at + 1;

            while (values < cells.Length && (IsBox(cells[values].In(text)) || (isLabel && values == at + 1
                && !cells[values].In(text).EndsWith(':'))))
            {
                values++;
            }

            if (values == at + 1 && values < cells.Length && IsLabel(cell) && IsValue(cells[values].In(text))
                && (values + 1 == cells.Length || !IsValue(cells[values + 1].In(text))))
            {
                values++;
            }

            if (values > at + 1)
            {
                WritePair(cells[at], [.. cells.Skip(at + 1).Take(values - at - 1)]);
                at = values - 1;
            }
            else if (LabelOf(cell) is { } length)
            {
                WritePair(
                    cells[at] with { End = cells[at].Start + length }, [cells[at] with { Start = cells[at].Start + length }]);
            }
            else if (part != TextPart.Laid)
            {
                _written.Append(text, cells[at].Start, cells[at].End);
                _written.Append(cells.Length > 1 ? Apart : "\n");
            }
        }
    }

    private bool IsOverValues(int i) =>
        i + 1 < rows.Count && rows[i].Cells.Length >= 2 && rows[i].Cells.Length == rows[i + 1].Cells.Length
        && rows[i].Cells.All(cell => rules.Labels.Contains(ReadingRules.Plain(cell.In(text))));

    private void WritePair(TextCell label, ImmutableArray<TextCell> values)
    {
        if (part == TextPart.Prose)
        {
            return;
        }

        _written.Append(text, label.Start, label.End);
        _written.Append(text[label.End - 1] == ':' ? " " : ": ");

        foreach (TextCell value in values)
        {
            int start = value.Start;

            while (start < value.End && text[start] is ' ' or ':' or '#' or '.')
            {
                start++;
            }

            WriteValue(start, value.End);
            _written.Append(" ");
        }

        _written.Append("\n");
    }

    /// <summary>A plain number with the scale that the document states for all of them.</summary>
    private void WriteValue(int start, int end)
    {
        bool isPlain = text.AsSpan(start, end - start).IndexOfAnyExcept(NumberMarks) < 0 && end > start;

        if (isPlain && _scale is { } scale)
        {
            _written.Append(text, start, end);
            _written.Append($" {scale}");
        }
        else
        {
            _written.Append(text, start, end);
        }
    }

    private static bool IsLabel(string cell) => cell.Any(char.IsLetter) && !cell.Contains(": ", StringComparison.Ordinal);

    /// <summary>Something that is told by a label: it begins with a digit or a currency.</summary>
    private static bool IsValue(string cell) =>
        char.IsDigit(cell[0]) || cell[0] is '$' or '€' or '£' or '(' or '-' or '+'
        || (cell.Length > 4 && cell.AsSpan(0, 3).IndexOfAnyExceptInRange('A', 'Z') < 0 && char.IsDigit(cell.TrimEnd()[^1]));

    private static bool IsBox(string cell) => cell[0] is '☐' or '☑' or '☒' or '□' or '■'
        || (cell.Length > 2 && cell[0] is '[' or '(' && cell[2] is ']' or ')' && cell[1] is ' ' or 'x' or 'X' or '✓' or '_');

    /// <summary>Length of the known name that a value stands behind without a colon; null where none does.</summary>
    private int? LabelOf(string cell)
    {
        string? label = cell.Contains(':') ? null : rules.Labels.FirstOrDefault(name => cell.Length > name.Length + 1
            && cell.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && cell[name.Length] is ' ' or '#' or '.'
            && IsCode(cell[name.Length..].Trim(' ', '#', '.').Split(' ')));
        return label?.Length;
    }

    /// <summary>A number, or one behind a short word in capitals, such as a country's.</summary>
    private static bool IsCode(string[] words) =>
        words[0].Any(char.IsDigit)
        || (words.Length > 1 && words[0].Length is > 0 and <= 4 && words[0].All(char.IsUpper) && words[1].Any(char.IsDigit));
}

/// <summary>Which part of a document is written.</summary>
internal enum TextPart
{
    All,

    /// <summary>Tables, and labels with their values.</summary>
    Laid,

    /// <summary>Running text.</summary>
    Prose,
}
