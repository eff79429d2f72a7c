using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Marks headers and footers: lines near the top or bottom that stand at the same height on several pages and say the same, but for
/// numbers.
/// </summary>
internal static partial class RepeatedMargins
{
    private const double Margin = 0.12;
    private const double PartOfPages = 0.3;
    private const double Grid = 4;

    public static IReadOnlyList<PageLayout> Mark(IReadOnlyList<PageLayout> pages)
    {
        int fewest = Math.Max(2, (int)Math.Ceiling(PartOfPages * pages.Count));
        HashSet<(string, bool, double)> repeated = [.. pages
            .SelectMany(page => page.Blocks
                .SelectMany(block => block.Lines)
                .Select(line => KeyOf(page, line))
                .OfType<(string, bool, double)>()
                .Distinct())
            .CountBy(key => key)
            .Where(count => count.Value >= fewest)
            .Select(count => count.Key)];

        return repeated.Count == 0 ? pages : [.. pages.Select(
            page => page with { Blocks = [.. page.Blocks.SelectMany(block => Mark(page, block, repeated))] })];
    }

    /// <summary>What makes lines of several pages the same: their words without numbers, which margin, how far from its edge.</summary>
    private static (string, bool, double)? KeyOf(PageLayout page, TextLine line)
    {
        Box box = line.Box!.Value;
        bool isTop = box.Bottom <= Margin * page.Height;
        bool isBottom = box.Top >= (1 - Margin) * page.Height;
        return isTop || isBottom ? (TextOf(line), isTop, Math.Round((isTop ? box.Top : page.Height - box.Bottom) / Grid)) : null;
    }

    private static string TextOf(TextLine line) => Number().Replace(string.Join(' ', line.Words.Select(word => word.Text)), "#");

    private static IEnumerable<TextBlock> Mark(PageLayout page, TextBlock block, HashSet<(string, bool, double)> repeated)
    {
        foreach (IGrouping<string, TextLine> part in block.Lines.GroupBy(line => KindOf(page, line, repeated)).OrderBy(
            part => part.Key switch { BlockKinds.Header => 0, BlockKinds.Paragraph => 1, _ => 2 }))
        {
            ImmutableArray<TextLine> lines = [.. part];
            yield return new TextBlock(part.Key, Box.Around(lines.Select(line => line.Box!.Value)), lines, []);
        }

        if (!block.Rows.IsEmpty)
        {
            yield return block;
        }
    }

    private static string KindOf(PageLayout page, TextLine line, HashSet<(string, bool, double)> repeated) =>
        KeyOf(page, line) is { } key && repeated.Contains(key) ? key.Item2 ? BlockKinds.Header : BlockKinds.Footer : BlockKinds.Paragraph;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
