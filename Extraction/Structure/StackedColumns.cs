using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Labels side by side with their values under them, as text out of a page of two columns.</summary>
internal static class StackedColumns
{
    private const int FewestSpaces = 3;
    private const int MostColumns = 6;
    private const int LargestShift = 12;

    public static (IReadOnlyList<Pair> Pairs, int End)? At(SourceDocument document, int i, Func<Slice, bool> isLabel, Func<Slice,
        bool> mayLabel)
    {
        if (i + 1 >= document.Lines.Count || document.Lines[i].IsMuted)
        {
            return null;
        }

        var labels = Cells(document, i);

        if (labels.Count < 2 || !labels.Exists(label => mayLabel(label)))
        {
            return null;
        }

        var values = Cells(document, i + 1);

        if (!labels.TrueForAll(label => mayLabel(label)) && !AreFigures(document, i, labels, values))
        {
            return null;
        }

        if (values.Count < labels.Count || mayLabel(values[0]) || values.Exists(value => isLabel(value)))
        {
            return null;
        }

        var pairs = labels.Select(label => (Label: label, Value: values.MinBy(value =>
            Math.Abs(Column(document, i + 1, value) - Column(document, i, label)))))
            .Where(pair => Math.Abs(Column(document, i + 1, pair.Value) - Column(document, i, pair.Label)) < LargestShift
                && mayLabel(pair.Label))
            .Select(pair => new Pair(pair.Label, pair.Value))
            .ToList();

        return pairs.Count > 1 || (pairs.Count == 1 && pairs.Count < labels.Count) ? (pairs, i + 2) : null;
    }

    /// <summary>Words over as many figures, each under its word: a word that names nothing known is a label too.</summary>
    private static bool AreFigures(SourceDocument document, int i, List<Slice> labels, List<Slice> values) =>
        labels.Count == values.Count && !labels.Exists(label => label.Span.ContainsAnyInRange('0', '9'))
        && values.TrueForAll(value => char.IsAsciiDigit(value.Span[0]))
        && labels.Zip(values).All(pair => Math.Abs(Column(document, i + 1, pair.Second) - Column(document, i, pair.First)) <= 2);

    private static int Column(SourceDocument document, int line, Slice cell) => cell.Start - document.Lines[line].Start;

    private static List<Slice> Cells(SourceDocument document, int i)
    {
        var cells = new List<Slice>();
        var line = document.Lines[i];

        for (var start = line.Start; start < line.End && cells.Count < MostColumns;)
        {
            var gap = document.Text.AsSpan(start, line.End - start).IndexOf("   ", StringComparison.Ordinal);
            var end = gap < 0 ? line.End : start + gap;
            var cell = document.Slice(start, end).Trim();

            if (!cell.IsEmpty)
            {
                cells.Add(cell);
            }

            start = end + FewestSpaces;

            while (start < line.End && document.Text[start] == ' ')
            {
                start++;
            }
        }

        return cells;
    }
}
