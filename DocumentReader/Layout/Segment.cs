using System.Collections.Immutable;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>Words on one baseline with no gap between them wider than words have: a line of text, or what stands in one cell.</summary>
internal sealed record Segment(ImmutableArray<Word> Words, double Baseline, double Size)
{
    public Box Box => Box.Around(Words.Select(word => word.Box));

    public double Left => Box.Left;

    public double Right => Box.Right;
}

/// <summary>Segments on one baseline, from left to right.</summary>
internal sealed record Row(ImmutableArray<Segment> Segments)
{
    public double Baseline => Segments[0].Baseline;

    public double Size => Segments.Max(segment => segment.Size);

    public Box Box => Box.Around(Segments.Select(segment => segment.Box));

    /// <summary>Rows from top to bottom.</summary>
    public static ImmutableArray<Row> Group(IEnumerable<Segment> segments)
    {
        var rows = new List<List<Segment>>();

        foreach (Segment segment in segments.OrderBy(segment => segment.Baseline).ThenBy(segment => segment.Left))
        {
            if (rows.Count > 0 && LineFinder.IsSameLine(rows[^1][0].Baseline, rows[^1][0].Size, segment.Baseline, segment.Size))
            {
                rows[^1].Add(segment);
            }
            else
            {
                rows.Add([segment]);
            }
        }

        return [.. rows.Select(row => new Row([.. row.OrderBy(segment => segment.Left)]))];
    }
}
