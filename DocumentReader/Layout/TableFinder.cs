using System.Collections.Immutable;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Finds tables by their alignment: rows that follow one another with several segments that stand below each other. Rulings are not
/// looked at, because many tables have none.
/// </summary>
internal static class TableFinder
{
    private const double WidestPitch = 3.5;
    private const double WrappedPart = 0.85;

    /// <summary>Takes a table from the rows at the index; null when none begins there.</summary>
    /// <param name="next">The first row behind it.</param>
    public static LaidTable? TryTake(ImmutableArray<Row> rows, int index, out int next)
    {
        next = index;
        int end = rows[index].Segments.Length > 1 ? FindEnd(rows, index) : index;
        ImmutableArray<Row> run = [.. rows.Skip(index).Take(end - index)];

        if (run.Count(row => row.Segments.Length > 1) < 2 || Columns(run) is not { Length: > 1 } columns)
        {
            return null;
        }

        next = end;
        return new LaidTable([.. Cells(run, columns)]);
    }

    /// <summary>A row of one segment belongs to a table only between rows of it, close to both.</summary>
    private static int FindEnd(ImmutableArray<Row> rows, int index)
    {
        int end = index;

        for (int i = index; i < rows.Length; i++)
        {
            if (i > index && rows[i].Baseline - rows[i - 1].Baseline > WidestPitch * Math.Max(rows[i].Size, rows[i - 1].Size))
            {
                break;
            }

            if (rows[i].Segments.Length > 1)
            {
                end = i + 1;
            }
            else if (i - end >= 2 && !IsWrapped(rows, i))
            {
                break;
            }
        }

        // Further lines of the last row's cells.
        double pitch = Pitch([.. rows.Skip(index).Take(end - index)]);

        while (end > index && end < rows.Length && rows[end].Baseline - rows[end - 1].Baseline < WrappedPart * pitch
            && rows[end - 1].Segments.Any(cell => Overlap(cell.Left, cell.Right, rows[end].Box.Left, rows[end].Box.Right)))
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether the row is set as close below the one before as lines of one cell are.</summary>
    private static bool IsWrapped(ImmutableArray<Row> rows, int i) =>
        rows[i].Baseline - rows[i - 1].Baseline < 1.4 * rows[i].Size
        && rows[i - 1].Segments.Any(cell => Overlap(cell.Left, cell.Right, rows[i].Box.Left, rows[i].Box.Right));

    /// <summary>The middle distance between rows that have a cell in most columns; infinite when there are none.</summary>
    private static double Pitch(ImmutableArray<Row> run)
    {
        int most = run.Max(row => row.Segments.Length);
        double[] full = [.. run.Where(row => row.Segments.Length == most).Select(row => row.Baseline)];
        double[] distances = [.. full.Skip(1).Select((baseline, i) => baseline - full[i]).Order()];
        return distances.Length == 0 ? double.PositiveInfinity : distances[distances.Length / 2];
    }

    /// <summary>From the rows with the most cells: there every column shows.</summary>
    private static ImmutableArray<(double Left, double Right)> Columns(ImmutableArray<Row> run)
    {
        int most = run.Max(row => row.Segments.Length);
        var columns = new List<(double Left, double Right)>();

        foreach (Segment cell in run.Where(row => row.Segments.Length == most).SelectMany(row => row.Segments).OrderBy(cell => cell.Left))
        {
            if (columns.Count > 0 && cell.Left < columns[^1].Right)
            {
                columns[^1] = (columns[^1].Left, Math.Max(columns[^1].Right, cell.Right));
            }
            else
            {
                columns.Add((cell.Left, cell.Right));
            }
        }

        return [.. columns];
    }

    private static IEnumerable<ImmutableArray<LaidCell>> Cells(ImmutableArray<Row> run, ImmutableArray<(double Left, double Right)> columns)
    {
        double pitch = Pitch(run);
        var current = new List<LaidCell>();
        double last = double.NegativeInfinity;

        foreach (Row row in run)
        {
            bool isWrapped = current.Count > 0
                && row.Segments.Length < columns.Length
                && row.Baseline - last < WrappedPart * pitch
                && !double.IsInfinity(pitch);

            if (!isWrapped && current.Count > 0)
            {
                yield return Ordered(current);
                current = [];
            }

            foreach (Segment segment in row.Segments)
            {
                Add(current, segment, columns);
            }

            last = row.Baseline;
        }

        yield return Ordered(current);
    }

    private static ImmutableArray<LaidCell> Ordered(List<LaidCell> cells) => [.. cells.OrderBy(cell => cell.Column)];

    private static void Add(List<LaidCell> cells, Segment segment, ImmutableArray<(double Left, double Right)> columns)
    {
        int[] over = [.. Enumerable.Range(0, columns.Length).Where(
            i => Overlap(columns[i].Left, columns[i].Right, segment.Left, segment.Right))];
        int column = over.Length > 0 ? over[0] : Nearest(segment, columns);
        int at = cells.FindIndex(cell => column >= cell.Column && column < cell.Column + cell.Columns);

        if (at < 0)
        {
            cells.Add(new LaidCell(column, Math.Max(1, over.Length), [segment]));
        }
        else
        {
            cells[at] = cells[at] with { Lines = cells[at].Lines.Add(segment) };
        }
    }

    private static int Nearest(Segment segment, ImmutableArray<(double Left, double Right)> columns)
    {
        double middle = (segment.Left + segment.Right) / 2;
        return Enumerable.Range(0, columns.Length).MinBy(i => Math.Abs(((columns[i].Left + columns[i].Right) / 2) - middle));
    }

    private static bool Overlap(double left, double right, double otherLeft, double otherRight) =>
        left < otherRight - 0.5 && otherLeft < right - 0.5;
}

/// <summary>Rows from top to bottom.</summary>
internal sealed record LaidTable(ImmutableArray<ImmutableArray<LaidCell>> Rows);

/// <param name="Column">From 0.</param>
internal sealed record LaidCell(int Column, int Columns, ImmutableArray<Segment> Lines);
