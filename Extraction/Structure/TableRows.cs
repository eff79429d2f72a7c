using System.Buffers;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Rows of a table in reading order. <paramref name="End"/>: the line after it.</summary>
/// <param name="IsRuled">A rule stands under the first row, which is then a header.</param>
internal sealed record Table(IReadOnlyList<List<Slice>> Rows, bool IsRuled, int End)
{
    public const int MostRows = 1_000;
}

/// <summary>Rows of tables drawn with bars or tabs.</summary>
internal static class TableRows
{
    private const int MostCells = 40;

    private static readonly SearchValues<char> RuleMarks = SearchValues.Create("|+-: \t");

    /// <summary>The cells of a row, or null for a line that is none.</summary>
    /// <param name="mark">What parts the cells; null for a bar or tab.</param>
    public static List<Slice>? Of(Slice line, char? mark = null)
    {
        if (mark is { } parting)
        {
            return line.Span.Contains(parting) ? Split(line, parting) : null;
        }

        if (line.Span.Contains('|'))
        {
            return Cells(line.Trim());
        }

        var trimmed = line.Span.TrimStart();

        return trimmed.Contains('\t') && !trimmed.StartsWith("- ") ? Split(line, '\t') : null;
    }

    public static List<Slice> Cells(Slice row)
    {
        var cells = Split(row, '|');

        // The bars at a row's ends enclose nothing.
        if (cells.Count > 0 && row.Span.StartsWith('|'))
        {
            cells.RemoveAt(0);
        }

        if (cells.Count > 0 && cells[^1].IsEmpty && row.Span.EndsWith('|'))
        {
            cells.RemoveAt(cells.Count - 1);
        }

        return cells;
    }

    /// <summary>A row such as |---|:--:| or +---+---+ between or around the others.</summary>
    public static bool IsRule(ReadOnlySpan<char> line) => line.Contains('-') && (line.Contains('|') || line.Contains('+'))
        && line.IndexOfAnyExcept(RuleMarks) < 0;

    private static List<Slice> Split(Slice row, char mark)
    {
        var cells = new List<Slice>();

        for (var start = row.Start; start <= row.End && cells.Count < MostCells;)
        {
            var end = BorderFrom(row, start, mark);
            cells.Add(row.From(start, end).Trim());
            start = end + 1;
        }

        return cells;
    }

    /// <summary>"\|" is a bar of the text itself.</summary>
    private static int BorderFrom(Slice row, int start, char mark)
    {
        var at = start;

        while (at < row.End && (row.Source[at] != mark || (at > start && row.Source[at - 1] == '\\')))
        {
            at++;
        }

        return at;
    }
}
