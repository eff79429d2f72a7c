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
    private const double FewestWords = 3;
    private const double NarrowestGap = 0.6;
    private const double HeadingGap = 1.7;
    private const int HeadingRows = 2;
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

        for (int i = 0; i + 1 < bands.Count; i++)
        {
            bands[i].GiveHeadingTo(bands[i + 1]);
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
        // By rows: the gaps between words of justified text may be wide.
        ImmutableArray<Row> rows = Row.Group(side);
        double width = side.Count == 0 ? 0 : side.Max(segment => segment.Right) - side.Min(segment => segment.Left);
        return rows.Length >= FewestLines
            && rows.Average(row => row.Segments.Sum(segment => segment.Words.Length)) >= FewestWords
            && rows.Count(row => row.Box.Width >= FilledPart * width) >= FullLines * rows.Length;
    }

    private sealed class Band
    {
        private bool? _isColumns;

        public List<Segment> Left { get; } = [];

        public List<Segment> Right { get; } = [];

        public List<Segment> Crossing { get; } = [];

        public int Count => Left.Count + Right.Count + Crossing.Count;

        public bool IsColumns => _isColumns ??= Crossing.Count == 0 && IsRunningText(Left) && IsRunningText(Right) && IsApart;

        private bool IsApart =>
            Right.Min(segment => segment.Left) - Left.Max(segment => segment.Right) >= NarrowestGap * Left[0].Size;

        /// <summary>A short heading of what crosses below stands under the left column, apart from it and below the right one.</summary>
        public void GiveHeadingTo(Band below)
        {
            if (!IsColumns || below.Crossing.Count == 0)
            {
                return;
            }

            ImmutableArray<Row> rows = Row.Group(Left);
            double end = Right.Max(segment => segment.Baseline);
            int first = rows.Length;

            while (first > 1 && rows.Length - first < HeadingRows && rows[first - 1].Baseline > end + (rows[first - 1].Size / 2))
            {
                first--;

                if (rows[first].Baseline - rows[first - 1].Baseline > HeadingGap * rows[first].Size)
                {
                    below.Crossing.InsertRange(0, rows.Skip(first).SelectMany(row => row.Segments));
                    Left.RemoveAll(below.Crossing.Contains);
                    return;
                }
            }
        }

        public void Absorb(Band below)
        {
            Crossing.AddRange([.. below.Left, .. below.Crossing, .. below.Right]);
            _isColumns = false;
        }
    }
}
