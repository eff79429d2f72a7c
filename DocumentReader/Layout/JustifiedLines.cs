using System.Collections.Immutable;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Tells a justified line from a row of cells: its words stand equally far apart, and it begins and ends where the line above or below it
/// does.
/// </summary>
internal static class JustifiedLines
{
    private const double SameEdge = 1.5;
    private const double SameGap = 1.25;

    public static ImmutableArray<Row> Join(ImmutableArray<Row> rows)
    {
        Row[] joined = [.. rows];

        for (int i = 0; i < joined.Length; i++)
        {
            if (HasEqualGaps(joined[i])
                && ((i > 0 && IsSetLike(joined[i], joined[i - 1])) || (i + 1 < joined.Length && IsSetLike(joined[i], joined[i + 1]))))
            {
                joined[i] = new Row([joined[i].Segments[0] with { Words = [.. joined[i].Segments.SelectMany(segment => segment.Words)] }]);
            }
        }

        return [.. joined];
    }

    private static bool HasEqualGaps(Row row)
    {
        if (row.Segments.Length < 3 || row.Segments.Any(segment => segment.Words.Length > 1))
        {
            return false;
        }

        double[] gaps = [.. row.Segments.Skip(1).Select((segment, i) => segment.Left - row.Segments[i].Right)];
        return gaps.Max() <= SameGap * gaps.Min();
    }

    private static bool IsSetLike(Row row, Row line) =>
        line.Segments.Length == 1
        && Math.Abs(row.Box.Left - line.Box.Left) <= SameEdge
        && Math.Abs(row.Box.Right - line.Box.Right) <= SameEdge;
}
