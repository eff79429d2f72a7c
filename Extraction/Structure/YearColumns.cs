using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Rows under a line of years, set in columns by spaces: "Income    2024    2025" over "Rooms    12    14".</summary>
internal static class YearColumns
{
    private const int FewestSpaces = 2;
    private const int MostCells = 6;
    private const int MostRows = 40;

    public static (IReadOnlyList<Pair> Pairs, int End)? At(SourceDocument document, int i)
    {
        var header = Cells(document, i);
        var years = header.Select(cell => CalendarYears.OfSeason(cell.Span)).ToList();
        var count = years.Count - (years.Count > 0 && years[0] is null ? 1 : 0);

        if (count < 2 || years.TakeLast(count).Any(year => year is null))
        {
            return null;
        }

        var pairs = new List<Pair>();
        var at = i + 1;

        for (; at < document.Lines.Count && at <= i + MostRows; at++)
        {
            var row = Cells(document, at);

            if (row.Count == 0 && at == i + 1)
            {
                continue;
            }

            // A remark may stand behind the figures.
            if ((row.Count != count + 1 && !(row.Count == count + 2 && row[^1].Span.StartsWith("("))) || document.Lines[at].IsMuted)
            {
                break;
            }

            pairs.AddRange(years.TakeLast(count).Select((year, column) => new Pair(row[0], row[column + 1]) { Year = year }));
        }

        return pairs.Count > 0 ? (pairs, at) : null;
    }

    private static List<Slice> Cells(SourceDocument document, int i)
    {
        var cells = new List<Slice>();
        var line = document.Lines[i];

        for (var start = line.Start; start < line.End && cells.Count <= MostCells;)
        {
            var rest = document.Text.AsSpan(start, line.End - start);
            var skipped = rest.Length - rest.TrimStart().Length;
            var gap = rest[skipped..].IndexOf("  ", StringComparison.Ordinal);
            var end = gap < 0 ? line.End : start + skipped + gap;
            var cell = document.Slice(start, end).Trim();

            // A number at the beginning is that of a section.
            if (!cell.IsEmpty && !(cells.Count == 0 && cell.Length < 3 && !cell.Span.ContainsAnyExceptInRange('0', '9')))
            {
                cells.Add(cell);
            }

            start = end + FewestSpaces;
        }

        return cells;
    }
}
