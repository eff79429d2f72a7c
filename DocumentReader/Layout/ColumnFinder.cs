using System.Collections.Immutable;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Finds columns of running text and puts their segments in reading order: down one column, then down the next. What crosses the gap
/// between columns, such as a title, ends a stretch of columns above it and begins another below. Cells of a table are no columns: their
/// text is short and does not fill them.
/// </summary>
internal static class ColumnFinder
{
    private const int FewestLines = 3;
    private const int MostCandidates = 40;
    private const int Deepest = 5;
    private const double FewestWords = 2.5;
    private const double FilledPart = 0.7;
    private const double FullLines = 0.5;
    private const double Tolerance = 2;

    /// <summary>Regions in reading order; within one the text runs from top to bottom.</summary>
    public static IEnumerable<ImmutableArray<Segment>> Split(ImmutableArray<Segment> segments, int depth = 0)
    {
        ImmutableArray<Segment> ordered = [.. segments.OrderBy(segment => segment.Baseline).ThenBy(segment => segment.Left)];
        List<Band>? best = depth == Deepest ? null : Candidates(ordered)
            .Select(gap => Bands(ordered, gap))
            .Where(bands => bands.Exists(band => band.IsColumns))
            .MaxBy(bands => bands.Where(band => band.IsColumns).Sum(band => band.Left.Count + band.Right.Count));

        return best is null ? [ordered] : best.SelectMany(band => band.IsColumns
            ? Split([.. band.Left], depth + 1).Concat(Split([.. band.Right], depth + 1))
            : [[.. band.Left, .. band.Crossing, .. band.Right]]);
    }

    /// <summary>Where a column may begin: where several segments do, with text before it.</summary>
    private static IEnumerable<double> Candidates(ImmutableArray<Segment> segments)
    {
        if (segments.Length < 2 * FewestLines)
        {
            return [];
        }

        double first = segments.Min(segment => segment.Left);
        return segments.GroupBy(segment => Math.Round(segment.Left / Tolerance))
            .Where(edge => edge.Count() >= FewestLines)
            .Select(edge => (At: edge.Min(segment => segment.Left), Count: edge.Count()))
            .Where(edge => edge.At > first + 36)
            .OrderByDescending(edge => edge.Count)
            .ThenBy(edge => edge.At)
            .Take(MostCandidates)
            .Select(edge => edge.At);
    }

    private static List<Band> Bands(ImmutableArray<Segment> segments, double gap)
    {
        var bands = new List<Band> { new() };

        foreach (Segment segment in segments)
        {
            bool isCrossing = segment.Left < gap - Tolerance && segment.Right > gap - Tolerance;

            if (isCrossing != bands[^1].Crossing.Count > 0 && bands[^1].Count > 0)
            {
                bands.Add(new Band());
            }

            (isCrossing ? bands[^1].Crossing : segment.Left < gap - Tolerance ? bands[^1].Left : bands[^1].Right).Add(segment);
        }

        // What is no columns on either side of a title is one region with it: a table may have a row that crosses.
        for (int i = bands.Count - 1; i > 0; i--)
        {
            if (!bands[i].IsColumns && !bands[i - 1].IsColumns)
            {
                bands[i - 1].Absorb(bands[i]);
                bands.RemoveAt(i);
            }
        }

        return bands;
    }

    private static bool IsRunningText(List<Segment> side)
    {
        if (side.Count < FewestLines || side.Average(segment => segment.Words.Length) < FewestWords)
        {
            return false;
        }

        // Lines of one column begin at one place, and most reach its end.
        int full = side.GroupBy(segment => Math.Round(segment.Left / 6)).Sum(column =>
        {
            double width = column.Max(segment => segment.Box.Width);
            return column.Count() < FewestLines ? 0 : column.Count(segment => segment.Box.Width >= FilledPart * width);
        });
        return full >= FullLines * side.Count;
    }

    private sealed class Band
    {
        private bool? _isColumns;

        public List<Segment> Left { get; } = [];

        public List<Segment> Right { get; } = [];

        public List<Segment> Crossing { get; } = [];

        public int Count => Left.Count + Right.Count + Crossing.Count;

        public bool IsColumns => _isColumns ??= Crossing.Count == 0 && IsRunningText(Left) && IsRunningText(Right);

        public void Absorb(Band below)
        {
            Crossing.AddRange([.. below.Left, .. below.Crossing, .. below.Right]);
            _isColumns = false;
        }
    }
}
