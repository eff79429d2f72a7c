using System.Collections.Immutable;

using PromptIntel.Core.Documents;

using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace PromptIntel.DocumentReader;

/// <summary>
/// The glyphs of a page by the direction they are written in, each turned so that its text runs to the right. Glyphs outside the page, and
/// copies that make a text bold, are left out.
/// </summary>
/// <param name="Unreadable">How many glyphs there are whose characters are not known.</param>
/// <param name="Problem">One of <see cref="NoteCodes"/>; null when there is none.</param>
internal sealed record PageGlyphs(
    double Width, double Height, ImmutableArray<(Turn Turn, ImmutableArray<Glyph> Glyphs)> Groups, int Unreadable, string? Problem)
{
    public static PageGlyphs Broken { get; } = new(0, 0, [], 0, NoteCodes.Broken);

    /// <summary>Of those that can be read.</summary>
    public int Count => Groups.Sum(group => group.Glyphs.Length);

    public static PageGlyphs Of(Page page, UnreadableFonts unreadable)
    {
        var groups = new Dictionary<Turn, List<Glyph>>();
        var seen = new HashSet<(string Text, long X, long Y)>();
        int lost = 0;

        foreach (Letter letter in page.Letters)
        {
            PdfPoint start = letter.StartBaseLine;
            Turn turn = TurnOf(start, letter.EndBaseLine);
            double size = Math.Abs(letter.PointSize);

            if (!(size > 0.1) || !(size < 2_000) || !IsOn(page, start))
            {
                continue;
            }

            string? text = unreadable.Holds(letter) ? null : GlyphText.Clean(letter.Value);
            lost += text is null ? 1 : 0;

            if (text is not null && IsNew(seen, text, start, size))
            {
                if (!groups.TryGetValue(turn, out List<Glyph>? glyphs))
                {
                    groups[turn] = glyphs = [];
                }

                glyphs.Add(turn.Upright(text, start, letter.EndBaseLine, size, page.Width, page.Height));
            }
        }

        return new PageGlyphs(
            page.Width, page.Height, [.. groups.OrderBy(group => group.Key).Select(group => (group.Key, group.Value.ToImmutableArray()))],
            lost, null);
    }

    private static bool IsOn(Page page, PdfPoint point) =>
        point.X >= -1 && point.Y >= -1 && point.X <= page.Width + 1 && point.Y <= page.Height + 1;

    /// <summary>A copy lies less than a tenth of the font's size from the glyph that it makes bold.</summary>
    private static bool IsNew(HashSet<(string Text, long X, long Y)> seen, string text, PdfPoint at, double size)
    {
        double cell = size / 10;
        long x = (long)(at.X / cell);
        long y = (long)(at.Y / cell);

        for (int dx = -1; dx <= 1; dx++)
        {
            for (int dy = -1; dy <= 1; dy++)
            {
                if (seen.Contains((text, x + dx, y + dy)))
                {
                    return false;
                }
            }
        }

        return seen.Add((text, x, y));
    }

    private static Turn TurnOf(PdfPoint start, PdfPoint end)
    {
        (double across, double up) = (end.X - start.X, end.Y - start.Y);
        return Math.Abs(across) >= Math.Abs(up)
            ? across >= 0 ? Turn.None : Turn.Over
            : up < 0 ? Turn.Right : Turn.Left;
    }
}
