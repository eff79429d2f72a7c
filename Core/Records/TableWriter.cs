using System.Text.Json;

namespace PromptIntel.Core.Records;

/// <summary>The tables of a document with the names of their columns.</summary>
internal sealed class TableWriter(DocumentView document, List<TextRow> rows)
{
    private const int LongestTitle = 80;

    /// <summary>Those found in text whose columns keep their spacing.</summary>
    public IEnumerable<object> Write(List<TextTable> tables) => tables.Select(table => (object)new
    {
        page = table.Page,
        box = (double[]?)null,
        title = table.ContinuesPrevious ? null : TitleAbove(table.First),
        columns = table.Header.Select(cell => cell.In(document.Text)),
        rows = table.Rows.Select(row => row.Select(cell => cell?.In(document.Text))),
        continues_previous = table.ContinuesPrevious,
    });

    /// <summary>Those that the reader of the file found; the first row names the columns unless the table goes on.</summary>
    public static IEnumerable<object> WriteFound(JsonElement found)
    {
        string?[]? columns = null;
        int page = 0;

        foreach (JsonElement table in found.EnumerateArray())
        {
            string?[][] cells = [.. table.GetProperty("rows").EnumerateArray().Select(
                row => row.EnumerateArray().Select(cell => cell.GetString()).ToArray())];
            int own = table.GetProperty("page").GetInt32();
            bool continues = columns is not null && own == page + 1 && columns.Length == cells[0].Length
                && (cells[0].SequenceEqual(columns) || cells[0].Any(cell => cell?.Any(char.IsDigit) == true));
            bool hasHeader = !continues || cells[0].SequenceEqual(columns!);
            columns = hasHeader ? cells[0] : columns!;
            page = own;
            yield return new
            {
                page,
                box = table.GetProperty("box"),
                title = (string?)null,
                columns,
                rows = hasHeader ? cells[1..] : cells,
                continues_previous = continues,
            };
        }
    }

    private string? TitleAbove(int header)
    {
        int above = header - 1;

        while (above >= 0 && rows[above].IsBlank && header - above <= 2)
        {
            above--;
        }

        return above >= 0 && rows[above].Cells is [var only] && only.Length <= LongestTitle && rows[above].Page == rows[header].Page
            && !only.In(document.Text).TrimEnd(':').AsSpan().ContainsAny('.', ':')
                ? only.In(document.Text).TrimEnd(':')
                : null;
    }
}
