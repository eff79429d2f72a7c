using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>
/// Joins the pages to one text, and tells every line where in it it stands: lines by a newline, cells of a row by a tab, blocks by an empty
/// line. A header or footer stands in it once.
/// </summary>
internal sealed partial class FlowingText
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _margins = new(StringComparer.Ordinal);

    public static DocumentReading Join(IReadOnlyList<PageLayout> pages, ImmutableArray<ReadingNote> notes)
    {
        var flow = new FlowingText();
        ImmutableArray<DocumentPage> placed = [.. pages.Select(page => new DocumentPage(
            page.Number, Math.Round(page.Width, 1), Math.Round(page.Height, 1), [.. page.Blocks.Select(flow.Place)]))];
        return new DocumentReading(DocumentReading.CurrentFormat, flow._text.ToString().TrimEnd('\n'), placed, notes);
    }

    private TextBlock Place(TextBlock block)
    {
        if (block.Kind is BlockKinds.Header or BlockKinds.Footer && !_margins.Add(KeyOf(block)))
        {
            return block with { Lines = [.. block.Lines.Select(line => line with { Length = TextOf(line).Length })] };
        }

        ImmutableArray<TextLine> lines = [.. block.Lines.Select(line => Place(line, '\n'))];
        ImmutableArray<TableRow> rows = [.. block.Rows.Select(Place)];
        _text.Append('\n');
        return block with { Lines = lines, Rows = rows };
    }

    private TableRow Place(TableRow row)
    {
        var cells = ImmutableArray.CreateBuilder<TableCell>(row.Cells.Length);
        int column = 0;

        foreach (TableCell cell in row.Cells)
        {
            // Also for cells that are not there: every row has its values in the same columns.
            _text.Append('\t', cell.Column - column);
            column = cell.Column;
            cells.Add(cell with { Lines = [.. cell.Lines.Select(line => Place(line, ' '))] });
            _text.Length--;
        }

        _text.Append('\n');
        return new TableRow(cells.MoveToImmutable());
    }

    private TextLine Place(TextLine line, char behind)
    {
        int start = _text.Length;
        string text = TextOf(line);
        _text.Append(text).Append(behind);
        return line with { Start = start, Length = text.Length };
    }

    private static string KeyOf(TextBlock block) => Number().Replace(string.Join('\n', block.Lines.Select(TextOf)), "#");

    private static string TextOf(TextLine line) => string.Join(' ', line.Words.Select(word => word.Text));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
