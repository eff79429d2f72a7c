using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>
/// Pairs of a table: the first column that holds labels asks, the next answers, further ones are remarks; a column of units says what the
/// answers are in. Columns of years answer with the newest; a row of labels over one row of values is read downwards.
/// </summary>
internal sealed class TablePairs(SourceDocument document, Func<Slice, bool> isLabel, Func<Slice, bool> mayLabel)
{
    private const int MostCounted = 100;
    private const int LongestSection = 100;
    private const string Gap = "  ";

    private static readonly FrozenSet<string> Units = FrozenSet.ToFrozenSet(["unit", "units", "uom", "einheit", "unidad", "unité"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of a remark by which a figure is none of today.</summary>
    private static readonly FrozenSet<string> Plans = FrozenSet.ToFrozenSet(
        ["budget", "budgeted", "plan", "planned", "forecast", "projected", "projection", "target", "goal", "estimate", "estimated",
        "expected", "provisional", "unconfirmed", "tbc", "tbd", "pending", "draft", "prognose", "geplant", "schätzung", "presupuesto",
        "previsto", "prévision", "prévisionnel", "estimation"], StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Pair> Read(Table table)
    {
        if (HoldsEntries(table))
        {
            return table.Rows.SelectMany((_, i) => Entries(table.Rows, i));
        }

        var header = table.Rows[0];
        var labels = header.Count(cell => !cell.IsEmpty && isLabel(cell));

        if (table.Rows.Count == 2 && labels > 1 && labels * 2 > header.Count && table.Rows[1].Count == header.Count && (table.IsRuled
            || labels == header.Count))
        {
            return header.Zip(table.Rows[1]).Where(cell => !cell.Second.IsEmpty).Select(cell => new Pair(cell.First, cell.Second));
        }

        var asking = AskingColumn(table);
        var years = header.Select((cell, i) => (Year: i <= asking ? null
            : YearOf(cell), Column: i)).Where(column => column.Year is not null).ToList();

        if (years.Count > 1)
        {
            return table.Rows.Skip(1).SelectMany(row => ByYear(row, asking, years));
        }

        var isMeasured = asking + 2 < header.Count && header[asking + 1].Length < 12 && Units.Contains(header[asking + 1].ToString());
        var rows = table.Rows.Skip(isMeasured || (table.IsRuled && !IsPair(header)) ? 1 : 0).ToList();

        return rows.Where((_, i) => !GoesOn(rows, i, asking)).SelectMany(row => isMeasured ? Measured(row, asking) : Row(row, asking));
    }

    /// <summary>"Rooms     12  |  Beds      18": each cell is a label with its answer, set apart by spaces.</summary>
    private bool HoldsEntries(Table table)
    {
        var (cells, entries) = (0, 0);

        foreach (var cell in table.Rows.Take(MostCounted).SelectMany(row => row).Where(cell => !cell.IsEmpty))
        {
            cells++;
            entries += Entry(cell) is { } entry && mayLabel(entry.Label) ? 1 : 0;
        }

        return entries > 2 && entries * 2 > cells;
    }

    private IEnumerable<Pair> Entries(IReadOnlyList<List<Slice>> rows, int i)
    {
        for (var column = 0; column < rows[i].Count; column++)
        {
            // What a cell without a label holds goes on with the cell over it, whose answer is not whole.
            var goesOn = i + 1 < rows.Count && column < rows[i + 1].Count && !rows[i + 1][column].IsEmpty
                && Entry(rows[i + 1][column]) is null;

            if (!goesOn && Entry(rows[i][column]) is { } entry && mayLabel(entry.Label))
            {
                yield return entry;
            }
        }
    }

    private static Pair? Entry(Slice cell)
    {
        var gap = cell.Span.IndexOf(Gap, StringComparison.Ordinal);

        return gap > 0 && cell.From(cell.Start + gap, cell.End).Trim() is { IsEmpty: false } answer
            && !answer.Span.Contains(Gap, StringComparison.Ordinal) ? new Pair(cell.From(cell.Start, cell.Start + gap), answer) : null;
    }

    /// <summary>Numbers or names of sections may stand before the labels.</summary>
    private int AskingColumn(Table table)
    {
        var labels = (HashSet<string>[])[new(StringComparer.OrdinalIgnoreCase), new(StringComparer.OrdinalIgnoreCase)];

        foreach (var row in table.Rows.Take(MostCounted).Where(row => row.Count > 2))
        {
            for (var i = 0; i < labels.Length; i++)
            {
                if (row[i].Length < LongestSection && isLabel(row[i]))
                {
                    labels[i].Add(row[i].ToString());
                }
            }
        }

        return labels[1].Count > 2 * labels[0].Count + 1 ? 1 : 0;
    }

    /// <summary>The row under it has no label: what stands there belongs to this row, whose answer is not whole.</summary>
    private static bool GoesOn(List<List<Slice>> rows, int i, int asking) => i + 1 < rows.Count && rows[i + 1] is var next
        && next.Count > asking + 1 && next[asking].IsEmpty && !next[asking + 1].IsEmpty;

    private static IEnumerable<Pair> Measured(List<Slice> row, int asking) =>
        row.Count > asking + 2 && !row[asking].IsEmpty && !row[asking + 2].IsEmpty
            ? [new Pair(Unquestioned(row[asking]), row[asking + 2]) { Unit = row[asking + 1] }] : [];

    private bool IsPair(List<Slice> header) => header.Count == 2 && !header[1].IsEmpty && isLabel(header[0]) && !isLabel(header[1]);

    private static IEnumerable<Pair> ByYear(List<Slice> row, int asking, List<(int? Year, int Column)> years) =>
        years.Where(column => column.Column < row.Count && !row[asking].IsEmpty && !row[column.Column].IsEmpty)
            .Select(column => new Pair(row[asking], row[column.Column]) { Year = column.Year });

    private IEnumerable<Pair> Row(List<Slice> cells, int asking)
    {
        for (var i = asking; i + 1 < cells.Count; i++)
        {
            if (cells[i].IsEmpty || cells[i + 1].IsEmpty || !mayLabel(cells[i]) || isLabel(cells[i + 1]) && !IsLast(cells, i + 1))
            {
                continue;
            }

            yield return new Pair(Unquestioned(cells[i]), cells[i + 1])
            {
                IsQuestion = cells[i].Span.Contains('?'),
                IsDoubtful = cells.Count == i + 3 && IsPlan(cells[i + 2]),
                Items = Lines(cells[i + 1]),
                Group = asking > 0 && i == asking && cells[0].Span.ContainsAnyExceptInRange('0', '9') ? cells[0] : null,
            };

            // What follows is a remark, unless it is the next label of a row that holds several pairs.
            i++;

            if (i + 2 >= cells.Count)
            {
                yield break;
            }
        }
    }

    /// <summary>"budget", "to be confirmed": a remark on the answer before it.</summary>
    private bool IsPlan(Slice remark)
    {
        var tokens = document.TokensOf(remark);

        for (var i = 0; i < tokens.Length; i++)
        {
            if (Plans.Contains(tokens[i].Lower) || (tokens[i].Is("to") && i + 1 < tokens.Length && tokens[i + 1].Is("be")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLast(List<Slice> cells, int at) => at == cells.Count - 1 || cells[at + 1].IsEmpty;

    private static IReadOnlyList<Slice> Lines(Slice cell)
    {
        var items = new List<Slice>();
        var start = cell.Start;

        for (var at = cell.Span.IndexOf("<br", StringComparison.OrdinalIgnoreCase); at >= 0 && items.Count < 100;)
        {
            var close = cell.Source.AsSpan(start + at, cell.End - start - at).IndexOf('>');
            items.Add(cell.From(start, start + at).Trim());
            start = close < 0 ? cell.End : start + at + close + 1;
            at = cell.Source.AsSpan(start, cell.End - start).IndexOf("<br", StringComparison.OrdinalIgnoreCase);
        }

        return items.Count == 0 ? [] : [.. items, cell.From(start, cell.End).Trim()];
    }

    private static Slice Unquestioned(Slice label) => label.Span.EndsWith('?') ? label.From(label.Start, label.End - 1) : label;

    private int? YearOf(Slice cell)
    {
        var tokens = document.TokensOf(cell);
        var isHedged = false;
        int? year = null;

        foreach (var token in tokens)
        {
            isHedged |= Wording.Unasserted.Contains(token.Lower) || token.Lower is "budget" or "plan";
            year = CalendarYears.Of(token.Lower) ?? year;
        }

        return isHedged || tokens.Length > 4 ? null : year;
    }
}
