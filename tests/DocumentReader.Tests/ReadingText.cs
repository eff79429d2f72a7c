using System.Globalization;
using System.Text;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>An answer of the reader as a person can check it: a line for each page, block, line and row, with its box.</summary>
internal static class ReadingText
{
    public static string Write(PdfReaderAnswer answer)
    {
        var text = new StringBuilder();

        if (answer.Refusal is { } refusal)
        {
            return text.Append(CultureInfo.InvariantCulture, $"refused {refusal.Code}\n").ToString();
        }

        DocumentReading reading = answer.Reading!;

        foreach (ReadingNote note in reading.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note {note.Code} on page {note.Page}\n");
        }

        foreach (DocumentPage page in reading.Pages)
        {
            text.Append(CultureInfo.InvariantCulture, $"page {page.Number}: {page.Width} x {page.Height}\n");

            foreach (TextBlock block in page.Blocks)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {block.Kind} {Write(block.Box!.Value)}\n");

                foreach (TextLine line in block.Lines)
                {
                    text.Append("    ").Append(line.TextIn(reading.Text));
                    text.Append(line.JoinsNext ? " [joins the next]" : "").Append(line.Start is null ? " [repeated]" : "").Append('\n');
                }

                foreach (TableRow row in block.Rows)
                {
                    text.Append("    | ").AppendJoin(" | ", row.Cells.Select(cell => Write(cell, reading.Text))).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Write(TableCell cell, string text)
    {
        string lines = string.Join(" / ", cell.Lines.Select(line => line.TextIn(text)));
        string over = cell.Columns > 1 ? string.Create(CultureInfo.InvariantCulture, $"-{cell.Column + cell.Columns - 1}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{cell.Column}{over}: {lines}");
    }

    private static string Write(Box box) =>
        string.Create(CultureInfo.InvariantCulture, $"[{box.Left}, {box.Top}, {box.Right}, {box.Bottom}]");
}
