using System.Text.Encodings.Web;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Documents.PlainText;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Documents;

/// <summary>
/// Operation type <c>documents.read</c>: gives the text of a document with the place of every line, and its tables row by row. Input: the
/// <c>document_id</c> of an upload of the user that the execution runs for, or <c>document_text</c> where no file
/// is at hand, which is taken apart alike and has no boxes. A workflow that takes documents has both among its
/// inputs and begins with this operation.
/// </summary>
internal sealed class ReadDocumentOperation(IDocumentStore store, IOptions<DocumentOptions> options) : IOperation
{
    private const string IdField = "document_id";
    private const string TextField = "document_text";

    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Type => "documents.read";

    public string Summary => "Gives the text of an uploaded document, page by page.";

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        string? id = TextOf(context.Input, IdField);
        string? text = TextOf(context.Input, TextField);

        if (id is null == text is null)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, $"Either {IdField} or {TextField} must be given.");
        }

        if (text is not null)
        {
            return PlainTextReader.Read(text, options.Value) switch
            {
                ReadResult.Read read => new OperationOutcome.Completed(Write(null, read.Reading)),
                ReadResult.Refused refused =>
                    new OperationOutcome.Failed(ErrorCodes.InvalidInput, $"{TextField}: {refused.Refusal.Detail}"),
                var other => throw new NotSupportedException($"The result {other.GetType().Name} is not known here."),
            };
        }

        (DocumentReading? found, OperationOutcome.Failed? missing) = await ReadAsync(store, IdField, id!, context, cancellationToken);
        return found is null ? missing! : new OperationOutcome.Completed(Write(id, found));
    }

    /// <summary>A document of the user that the execution runs for, or why the operation fails.</summary>
    /// <param name="field">Of the input that names it.</param>
    public static async Task<(DocumentReading? Reading, OperationOutcome.Failed? Missing)> ReadAsync(
        IDocumentStore store, string field, string id, IOperationContext context, CancellationToken cancellationToken) =>
        DocumentIds.IsId(id) && await store.ReadAsync(id, DocumentReach.Of(context.UserId), cancellationToken) is { } reading
            ? (reading, null)
            : (null, new OperationOutcome.Failed(
                ErrorCodes.DocumentNotFound, $"{field}: there is no such document among those of the user whom this runs for."));

    private static string? TextOf(JsonElement input, string field) =>
        input.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Write(string? id, DocumentReading reading) => JsonSerializer.SerializeToElement(
        new
        {
            DocumentId = id,
            reading.Text,
            Pages = reading.Pages.Select(page => new { Page = page.Number, page.Width, page.Height }),
            Lines = reading.Pages.SelectMany(page => LinesOf(page).Where(line => line.Start is not null).Select(
                line => new { Page = page.Number, line.Start, line.Length, Box = BoxOf(line.Box) })),
            Tables = reading.Pages.SelectMany(page => page.Blocks.Where(block => block.Kind == BlockKinds.Table).Select(
                block => new { Page = page.Number, Box = BoxOf(block.Box), Rows = RowsOf(block, reading.Text) })),
            Notes = reading.Notes.Select(note => new { note.Code, note.Page, note.Detail }),
        },
        SnakeCase);

    private static IEnumerable<TextLine> LinesOf(DocumentPage page) => page.Blocks.SelectMany(
        block => block.Lines.Concat(block.Rows.SelectMany(row => row.Cells).SelectMany(cell => cell.Lines)));

    /// <summary>As many cells in each row as the table has columns; null where there is none.</summary>
    private static IEnumerable<string?[]> RowsOf(TextBlock table, string text)
    {
        int columns = table.Rows.SelectMany(row => row.Cells).Max(cell => cell.Column + cell.Columns);
        return table.Rows.Select(row =>
        {
            var cells = new string?[columns];

            foreach (TableCell cell in row.Cells)
            {
                cells[cell.Column] = string.Join(' ', cell.Lines.Select(line => line.TextIn(text)));
            }

            return cells;
        });
    }

    private static double[]? BoxOf(Box? box) => box is { } place ? [place.Left, place.Top, place.Right, place.Bottom] : null;
}
