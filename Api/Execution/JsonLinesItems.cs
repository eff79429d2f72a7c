using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Json;

namespace PromptIntel.Api.Execution;

/// <summary>Inputs of a batch as JSON Lines: an object a line. A line in memory at a time.</summary>
internal static class JsonLinesItems
{
    public const string MediaType = "application/x-ndjson";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = StorableJson.MaxDepth, AllowDuplicateProperties = false };

    public static async IAsyncEnumerable<UploadedItem> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((int line, ReadOnlyMemory<byte>? bytes) in JsonLines.ReadAsync(stream, cancellationToken))
        {
            if (bytes is not { } text)
            {
                yield return UploadedItem.Broken(line, "", $"must have at most {JsonLines.MaxLineBytes} bytes");
            }
            else if (Parse(line, line == 1 ? WithoutMark(text.Span) : text.Span) is { } item)
            {
                yield return item;
            }
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    /// <summary>Null for a blank line.</summary>
    private static UploadedItem? Parse(int line, ReadOnlySpan<byte> text)
    {
        if (text.Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        if (Utf8Text.FaultOf(text) is { } fault)
        {
            return UploadedItem.Broken(line, "", fault.Message);
        }

        try
        {
            var input = JsonElement.Parse(text, Strict);
            return Checked(line, input);
        }
        catch (JsonException exception)
        {
            return UploadedItem.Broken(
                line, "", $"is not JSON, has a field twice, or is nested too deep, at byte {exception.BytePositionInLine + 1}");
        }
    }

    /// <summary>The item, or what no store keeps of it.</summary>
    public static UploadedItem Checked(int line, JsonElement input) => input.ValueKind != JsonValueKind.Object
        ? UploadedItem.Broken(line, "", "must be an object")
        : StorableJson.FaultOf(input) is { } fault
            ? UploadedItem.Broken(line, fault.Path, fault.Message)
            : new UploadedItem(line, input, null);
}
