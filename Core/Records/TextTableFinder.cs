using System.Collections.Immutable;

namespace PromptIntel.Core.Records;

/// <summary>
/// Finds tables in text whose columns keep their spacing: a line of three names or more, over lines whose cells stand under them. Precise
/// before complete: what does not stand under a name ends the table.
/// </summary>
internal sealed class TextTableFinder(string text, List<TextRow> rows)
{
    private const int FewestColumns = 3;
    private const int MostColumns = 40;
    private const int FewestDigits = 3;
    private const int LargestShift = 8;
    private const int MostRows = 5_000;
    private const int MostBlank = 10;

    /// <summary>Lines at the head of a page that may carry an amount over before the first whole row.</summary>
    private const int MostCarried = 2;

    public List<TextTable> Find()
    {
        var tables = new List<TextTable>();

        for (int i = 0; i < rows.Count;)
        {
            if (Continue(tables, i) is { } continued)
            {
                tables.Add(continued);
                i = continued.Last + 1;
            }
            else if (IsHeader(i) && Read(i, i + 1, rows[i].Cells, continues: false) is { } table)
            {
                tables.Add(Repeats(tables, table) ? table with { ContinuesPrevious = true } : table);
                i = table.Last + 1;
            }
            else
            {
                i++;
            }
        }

        return tables;
    }

    /// <summary>The header is printed again on the next page.</summary>
    private bool Repeats(List<TextTable> tables, TextTable table) =>
        tables.Count > 0 && tables[^1].Page + 1 == table.Page && Names(tables[^1]).SequenceEqual(Names(table));

    private IEnumerable<string> Names(TextTable table) => table.Header.Select(cell => cell.In(text));

    private bool IsHeader(int i) =>
        rows[i].Cells.Length is >= FewestColumns and <= MostColumns
        && IsName(rows[i].Cells[0].In(text))
        && rows[i].Cells.All(cell => IsName(cell.In(text)) || TextTable.IsYear(cell.In(text)));

    /// <summary>Digits that are no year are of a value, such as the number of an invoice.</summary>
    private static bool IsName(string cell) =>
        cell.Any(char.IsLetter) && !cell.EndsWith(':') && !char.IsDigit(cell[0]) && cell.Length <= 40
        && (cell.Count(char.IsAsciiDigit) < FewestDigits || cell.Split(' ').Any(TextTable.IsYear));

    /// <summary>The first line of a page goes on with the last table of the page before.</summary>
    private TextTable? Continue(List<TextTable> tables, int i)
    {
        if (tables.Count == 0 || rows[i].IsBlank || tables[^1].Page + 1 != rows[i].Page
            || !IsFirstOfPage(i)
            || !rows.Skip(i).Take(MostCarried).Where(row => !row.IsBlank).All(row => Place(row, tables[^1].Header) is not null)
            || !rows.Skip(i).Take(MostCarried).Any(row => row.Cells.Length * 2 > tables[^1].Header.Length))
        {
            return null;
        }

        return IsHeader(i) && rows[i].Cells.Select(cell => cell.In(text)).SequenceEqual(Names(tables[^1]))
            ? null
            : Read(i, i, tables[^1].Header, continues: true);
    }

    private bool IsFirstOfPage(int i)
    {
        int before = i - 1;

        while (before >= 0 && rows[before].IsBlank && i - before <= MostBlank)
        {
            before--;
        }

        return before < 0 || rows[before].Page < rows[i].Page;
    }

    private TextTable? Read(int first, int from, ImmutableArray<TextCell> header, bool continues)
    {
        var read = ImmutableArray.CreateBuilder<ImmutableArray<TextCell?>>();
        int last = -1;

        for (int i = from; i < rows.Count && rows[i].Page == rows[first].Page && read.Count < MostRows; i++)
        {
            // A gap between groups of rows: what follows is a whole row, or the table has ended.
            bool isGap = rows[i].IsBlank && i + 1 < rows.Count && rows[i + 1].Page == rows[first].Page
                && rows[i + 1].Cells.Length == header.Length;

            if (rows[i].IsRule(text) || isGap)
            {
                continue;
            }

            if (Place(rows[i], header) is not { } placed || (read.Count == 0 && rows[i].Cells.Length < 2))
            {
                break;
            }

            read.Add(placed);
            last = i;
        }

        return last < 0 ? null : new TextTable(rows[first].Page, first, last, header, read.DrainToImmutable(), continues);
    }

    /// <summary>The cells under the columns that they stand under; null when one stands under none, or two under one.</summary>
    private static ImmutableArray<TextCell?>? Place(TextRow row, ImmutableArray<TextCell> header)
    {
        if (row.Cells.IsEmpty || row.Cells.Length > header.Length)
        {
            return null;
        }

        var placed = new TextCell?[header.Length];

        foreach (TextCell cell in row.Cells)
        {
            int column = Enumerable.Range(0, header.Length).MinBy(i => Distance(header[i], cell));

            if (placed[column] is not null || Distance(header[column], cell) > LargestShift)
            {
                return null;
            }

            placed[column] = cell;
        }

        return [.. placed];
    }

    /// <summary>Characters between two cells; of cells that overlap the less the more they do.</summary>
    private static int Distance(TextCell header, TextCell cell) =>
        Math.Max(header.Column, cell.Column) - Math.Min(header.ColumnEnd, cell.ColumnEnd);
}
