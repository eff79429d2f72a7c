using System.Collections.Immutable;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>The blocks of one page in reading order; lines do not know yet where in the document's text they stand.</summary>
internal sealed record PageLayout(int Number, double Width, double Height, ImmutableArray<TextBlock> Blocks)
{
    private const double ParagraphGap = 1.7;
    private const double SameSize = 1.2;

    public static PageLayout Of(int number, PageGlyphs page) => new(
        number, page.Width, page.Height, [.. page.Groups.SelectMany(group => BlocksOf(page, group.Turn, group.Glyphs))]);

    private static IEnumerable<TextBlock> BlocksOf(PageGlyphs page, Turn turn, ImmutableArray<Glyph> glyphs) =>
        ColumnFinder.Split(LineFinder.Find(glyphs)).Where(region => region.Length > 0).SelectMany(
            region => BlocksOf(
                LabelledPairs.Split(JustifiedLines.Join(Row.Group(region))), box => turn.Back(box, page.Width, page.Height)));

    private static IEnumerable<TextBlock> BlocksOf(ImmutableArray<Row> rows, Func<Box, Box> place)
    {
        var paragraph = new List<Row>();

        for (int i = 0; i < rows.Length;)
        {
            LaidTable? table = TableFinder.TryTake(rows, i, out int next);

            if (paragraph.Count > 0 && (table is not null || !GoesOn(paragraph[^1], rows[i])))
            {
                yield return ToBlock(paragraph, place);
                paragraph.Clear();
            }

            if (table is not null)
            {
                yield return ToBlock(table, place);
                i = next;
            }
            else
            {
                paragraph.Add(rows[i++]);
            }
        }

        if (paragraph.Count > 0)
        {
            yield return ToBlock(paragraph, place);
        }
    }

    private static bool GoesOn(Row above, Row below)
    {
        double larger = Math.Max(above.Size, below.Size);
        return below.Baseline - above.Baseline <= ParagraphGap * larger && larger <= SameSize * Math.Min(above.Size, below.Size);
    }

    private static TextBlock ToBlock(List<Row> rows, Func<Box, Box> place)
    {
        ImmutableArray<TextLine> lines = ToLines([.. rows.Select(row => row.Segments.SelectMany(segment => segment.Words))], place);
        return new TextBlock(BlockKinds.Paragraph, Box.Around(lines.Select(line => line.Box!.Value)), lines, []);
    }

    private static TextBlock ToBlock(LaidTable table, Func<Box, Box> place)
    {
        ImmutableArray<TableRow> rows = [.. table.Rows.Select(row => new TableRow([.. row.Select(cell => ToCell(cell, place))]))];
        return new TextBlock(BlockKinds.Table, Box.Around(rows.SelectMany(row => row.Cells).Select(cell => cell.Box)), [], rows);
    }

    private static TableCell ToCell(LaidCell cell, Func<Box, Box> place)
    {
        ImmutableArray<TextLine> lines = ToLines([.. cell.Lines.Select(line => line.Words)], place);
        return new TableCell(cell.Column, cell.Columns, Box.Around(lines.Select(line => line.Box!.Value)), lines);
    }

    private static ImmutableArray<TextLine> ToLines(ImmutableArray<IEnumerable<Word>> lines, Func<Box, Box> place)
    {
        var result = ImmutableArray.CreateBuilder<TextLine>(lines.Length);

        for (int i = 0; i < lines.Length; i++)
        {
            ImmutableArray<TextWord> words = [.. lines[i].Select(word => new TextWord(word.Text, Rounded(place(word.Box))))];
            bool joinsNext = i + 1 < lines.Length && IsBroken(words[^1].Text) && char.IsLower(lines[i + 1].First().Text[0]);
            result.Add(new TextLine(null, 0, Box.Around(words.Select(word => word.Box)), joinsNext, words));
        }

        return result.MoveToImmutable();
    }

    private static bool IsBroken(string word) => word.Length > 1 && word[^1] is '-' or '\u00AD' or '\u2010' && char.IsLetter(word[^2]);

    private static Box Rounded(Box box) =>
        new(Math.Round(box.Left, 1), Math.Round(box.Top, 1), Math.Round(box.Right, 1), Math.Round(box.Bottom, 1));
}
