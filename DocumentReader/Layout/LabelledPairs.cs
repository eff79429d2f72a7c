using System.Collections.Immutable;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Forms set several labels with their values side by side: <c>Sport: Rowing    Founded: 1998</c>. They are no cells of one row: each is a
/// line of its own, from left to right.
/// </summary>
internal static class LabelledPairs
{
    public static ImmutableArray<Row> Split(ImmutableArray<Row> rows) =>
    [
        .. rows.SelectMany(row => row.Segments.Length > 1 && row.Segments.All(IsPair) ? row.Segments.Select(one => new Row([one])) : [row]),
    ];

    private static bool IsPair(Segment segment) => segment.Words.SkipLast(1).Any(word => word.Text.Length > 1 && word.Text[^1] == ':');
}
