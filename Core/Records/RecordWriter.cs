using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Records;

/// <summary>A value's place in the text of the document, by its JSON Pointer.</summary>
internal sealed record ReadValue(string Pointer, int Start, int End);

/// <summary>Writes the record as its schema takes it, and beside it where its values stand and what it lacks.</summary>
internal sealed class RecordWriter(DocumentView document, JsonElement schema, JsonSchemaValidator validator)
{
    private const int LongestQuote = 500;

    /// <param name="read">The record with null for what is not stated.</param>
    public (JsonElement Record, ImmutableArray<string> Missing, IEnumerable<object> Violations) Write(JsonElement read)
    {
        JsonNode record = JsonNode.Parse(read.GetRawText())!;
        ImmutableArray<SchemaViolation> violations = validator.Validate(schema, read);
        IEnumerable<string> refusedNulls = violations
            .Select(violation => Pointer(violation.Path))
            .Where(pointer => At(record, pointer) is null && pointer.Length > 0);

        foreach (string pointer in refusedNulls.ToList())
        {
            Remove(record, pointer);
        }

        JsonElement written = JsonSerializer.SerializeToElement(record);
        return (
            written,
            [.. Required(schema).Where(name => read.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null)
                .Select(name => "/" + Escape(name))],
            validator.Validate(schema, written)
                .Where(violation => violation.Code != "required")
                .Select(violation => (object)new { path = Pointer(violation.Path), detail = violation.Detail }));
    }

    public object Field(ReadValue value)
    {
        PlacedLine[] lines = [.. document.LinesOf(value.Start, value.End)];
        int page = lines.Length == 0 ? 1 : lines[0].Page;
        return new { path = value.Pointer, page, box = Around(lines.Where(line => line.Page == page)), quote = Quote(value) };
    }

    public object Conflict(RecordConflict conflict) => new
    {
        path = conflict.Pointer,
        other = conflict.Other,
        page = document.LinesOf(conflict.Place.Start, conflict.Place.End).FirstOrDefault()?.Page ?? 1,
        quote = Quote(conflict.Place),
    };

    /// <summary>The printed line of the value, or as much of it as is shown.</summary>
    private string Quote(ReadValue value)
    {
        string text = document.Text;
        int start = text.LastIndexOfAny(['\n', '\f'], value.Start > 0 ? value.Start - 1 : 0) + 1;
        int end = text.IndexOfAny(['\n', '\f'], value.End);
        end = end < 0 ? text.Length : end;
        return (end - start <= LongestQuote ? text[start..end] : text[value.Start..Math.Min(value.End, value.Start + LongestQuote)]).Trim();
    }

    private static double[]? Around(IEnumerable<PlacedLine> lines)
    {
        double[][] boxes =
            [.. lines.Where(line => line.Box is not null)
                .Select(line => line.Box!.Value.EnumerateArray().Select(edge => edge.GetDouble()).ToArray())];
        return boxes.Length == 0
            ? null
            : [boxes.Min(box => box[0]), boxes.Min(box => box[1]), boxes.Max(box => box[2]), boxes.Max(box => box[3])];
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.GetString()!)
            : [];

    private static JsonNode? At(JsonNode record, string pointer)
    {
        JsonNode? at = record;

        foreach (string part in Parts(pointer))
        {
            at = at switch
            {
                JsonObject members => members[part],
                JsonArray items when int.TryParse(part, out int index) && index < items.Count => items[index],
                _ => null,
            };
        }

        return at;
    }

    private static void Remove(JsonNode record, string pointer)
    {
        string[] parts = [.. Parts(pointer)];

        if (At(record, "/" + string.Join('/', parts[..^1].Select(Escape))) is JsonObject parent)
        {
            parent.Remove(parts[^1]);
        }
    }

    private static IEnumerable<string> Parts(string pointer) => pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The validator's <c>lines[0].amount</c> as <c>/lines/0/amount</c>.</summary>
    private static string Pointer(string path) =>
        path.Length == 0 ? "" : "/" + path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Replace('.', '/').TrimStart('/');
}
