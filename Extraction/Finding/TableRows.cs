using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Rows of tables drawn with bars.</summary>
internal static class TableRows
{
    private const int MostCells = 40;

    public static List<Slice> Cells(Slice row)
    {
        var cells = new List<Slice>();
        var start = row.Start;

        while (start <= row.End && cells.Count < MostCells)
        {
            var bar = row.Source.AsSpan(start, row.End - start).IndexOf('|');
            var end = bar < 0 ? row.End : start + bar;
            var cell = row.From(start, end).Trim();

            // The bars at a row's ends enclose nothing.
            if (!cell.IsEmpty || (start > row.Start && end < row.End))
            {
                cells.Add(cell);
            }

            start = end + 1;
        }

        return cells;
    }

    /// <summary>A row such as |---|:--:| between a header and its rows.</summary>
    public static bool IsRule(ReadOnlySpan<char> line) => line.Contains('-') && line.Contains('|') && line.IndexOfAnyExcept("|-: \t") < 0;
}
