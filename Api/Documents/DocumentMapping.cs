using PromptIntel.Core.Documents;

namespace PromptIntel.Api.Documents;

internal static class DocumentMapping
{
    public static DocumentItem ToItem(this StoredDocument document) => new(
        document.Facts.Id,
        document.Facts.Notes.IsEmpty ? "complete" : "partial",
        document.Upload.FileName,
        document.Facts.MediaType,
        document.Facts.Encoding,
        document.Facts.Length,
        document.Facts.Pages,
        document.Facts.Characters,
        document.Upload.UserId,
        document.Upload.UploadedAt,
        [.. document.Facts.Notes.Select(ToItem)]);

    public static DocumentTextResponse ToResponse(this DocumentReading reading, string id) => new(
        id,
        reading.Text,
        [.. reading.Pages.Select(page => new PageItem(
            page.Number, page.Width, page.Height, [.. page.Blocks.Select(block => ToItem(block, reading.Text))]))],
        [.. reading.Notes.Select(ToItem)]);

    private static NoteItem ToItem(ReadingNote note) => new(note.Code, note.Page, note.Detail);

    private static BlockItem ToItem(TextBlock block, string text) => new(
        block.Kind,
        block.Box is { } box ? ToSides(box) : null,
        [.. block.Lines.Select(line => ToItem(line, text))],
        [.. block.Rows.Select(row => new RowItem([.. row.Cells.Select(cell => ToItem(cell, text))]))]);

    private static CellItem ToItem(TableCell cell, string text)
    {
        LineItem[] lines = [.. cell.Lines.Select(line => ToItem(line, text))];
        return new CellItem(cell.Column, cell.Columns, string.Join(' ', lines.Select(line => line.Text)), ToSides(cell.Box), lines);
    }

    private static LineItem ToItem(TextLine line, string text) => new(
        line.Start,
        line.Length,
        line.TextIn(text),
        line.Box is { } box ? ToSides(box) : null,
        line.JoinsNext,
        [.. line.Words.Select(word => new WordItem(word.Text, ToSides(word.Box)))]);

    private static double[] ToSides(Box box) => [box.Left, box.Top, box.Right, box.Bottom];
}
