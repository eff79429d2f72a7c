using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

using CsvHelper;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Json;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Json;

namespace PromptIntel.Api.Execution;

/// <summary>All results of a batch in the order of the inputs, as a stream: a few items in memory, however many there are.</summary>
internal static class BatchResultsEndpoints
{
    private const string JsonLinesFormat = "jsonl";
    private const string CsvFormat = "csv";

    /// <summary>An output may have megabytes.</summary>
    private const int ItemsAtOnce = 16;

    private static readonly string[] OwnColumns = ["index", "status", "execution_id", "error_code", "error_stage", "error_detail"];

    public static void MapBatchResults(this IEndpointRouteBuilder batches) => batches.MapGet("/{id:guid}/results", GetAsync)
        .WithName("GetBatchResults")
        .WithSummary("Every item with its output, as JSON Lines or CSV (format=jsonl|csv, or Accept)")
        .Produces<string>(contentType: JsonLinesItems.MediaType, additionalContentTypes: CsvItems.MediaType);

    private static async Task<IResult> GetAsync(
        Guid id, HttpContext http, BatchRuns batches, CancellationToken cancellationToken,
        [OneOf(JsonLinesFormat, CsvFormat)] string? format = null)
    {
        if (format is not (null or JsonLinesFormat or CsvFormat))
        {
            return Problems.Invalid("format", $"must be one of: {JsonLinesFormat}, {CsvFormat}");
        }

        if (await batches.GetAsync(id, cancellationToken) is not { } batch)
        {
            return ProblemMapping.BatchNotFound(id);
        }

        bool isCsv = format == CsvFormat
            || (format is null && http.Request.Headers.Accept.ToString().Contains(CsvItems.MediaType, StringComparison.OrdinalIgnoreCase));
        http.Response.ContentType = isCsv ? $"{CsvItems.MediaType}; charset=utf-8; header=present" : JsonLinesItems.MediaType;

        if (isCsv)
        {
            await WriteCsvAsync(http, batches, batch, cancellationToken);
        }
        else
        {
            await WriteJsonLinesAsync(http, batches, batch, cancellationToken);
        }

        return Results.Empty;
    }

    private static async Task WriteJsonLinesAsync(
        HttpContext http, BatchRuns batches, BatchRecord batch, CancellationToken cancellationToken)
    {
        await foreach (ImmutableArray<BatchItem> page in batches.ReadItemsAsync(batch.Id, ItemsAtOnce, cancellationToken))
        {
            foreach (BatchItem item in page)
            {
                await JsonSerializer.SerializeAsync(http.Response.BodyWriter, item.ToItem(), ApiJson.Options, cancellationToken);
                await http.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }
        }
    }

    private static async Task WriteCsvAsync(HttpContext http, BatchRuns batches, BatchRecord batch, CancellationToken cancellationToken)
    {
        ImmutableArray<string> fields = await batches.OutputFieldsAsync(batch, cancellationToken);
        await using var text = new StreamWriter(http.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        await WriteRecordAsync(csv, OwnColumns.Concat(fields.Select(field => $"output.{field}")));

        await foreach (ImmutableArray<BatchItem> page in batches.ReadItemsAsync(batch.Id, ItemsAtOnce, cancellationToken))
        {
            foreach (BatchItem item in page)
            {
                await WriteRecordAsync(csv, Cells(item.ToItem()).Concat(fields.Select(field => Cell(item.Output, field))));
            }

            await text.FlushAsync(cancellationToken);
        }
    }

    private static string?[] Cells(BatchResultItem item) =>
    [
        item.Index.ToString(CultureInfo.InvariantCulture), item.Status, item.ExecutionId.ToString(), item.Error?.Code,
        Harmless(item.Error?.Stage), Harmless(item.Error?.Detail),
    ];

    private static Task WriteRecordAsync(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (string? cell in cells)
        {
            csv.WriteField(cell);
        }

        return csv.NextRecordAsync();
    }

    private static string? Cell(JsonElement? output, string field) =>
        output is not { ValueKind: JsonValueKind.Object } values || !values.TryGetProperty(field, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? Harmless(value.GetString())
        : value.ValueKind == JsonValueKind.Null ? null
        : PlainJson.Write(value);

    /// <summary>A text that a spreadsheet would take for a formula is led by an apostrophe.</summary>
    private static string? Harmless(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
}
