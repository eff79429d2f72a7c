using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Finding;
using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction;

/// <summary>Builds the answer in the shape and order of the schema; what was not found is null.</summary>
internal static class AnswerWriter
{
    public static ExtractionAnswer Write(JsonElement schema, Findings findings, string text)
    {
        var found = findings.Values;
        var value = WriteObject(schema, "", found);
        var spans = found.Where(item => item.Value.Source.Length > 0)
            .OrderBy(item => item.Value.Source.Start)
            .ThenBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => new ExtractedSpan(item.Key, item.Value.Source.Start, item.Value.Source.Length, TextOf(item.Value.Source)));
        var unread = findings.Unread
            .OrderBy(item => item.Source.Start)
            .ThenBy(item => item.Field, StringComparer.Ordinal)
            .Select(item => new UnreadSpan(item.Field, item.Source.Start, item.Source.Length, TextOf(item.Source), item.Reason));

        return new ExtractionAnswer(JsonSerializer.SerializeToElement(value), spans.ToImmutableArray(), unread.ToImmutableArray());

        string TextOf(Slice source) => text.Substring(source.Start, source.Length);
    }

    private static JsonObject WriteObject(JsonElement schema, string prefix, IReadOnlyDictionary<string, FieldReading> found)
    {
        var json = new JsonObject();

        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            json[property.Name] = WriteProperty(property.Value, prefix + property.Name, found);
        }

        return json;
    }

    private static JsonNode? WriteProperty(JsonElement schema, string path, IReadOnlyDictionary<string, FieldReading> found)
    {
        if (SchemaTypes.Has(schema, "object") && schema.TryGetProperty("properties", out _))
        {
            var isEmpty = !found.Keys.Any(key => key.StartsWith(path + "/", StringComparison.Ordinal));

            return isEmpty && SchemaTypes.Has(schema, "null") ? null : WriteObject(schema, path + "/", found);
        }

        if (SchemaTypes.Has(schema, "array") && schema.TryGetProperty(
            "items", out var items) && SchemaTypes.Has(items, "object") && items.TryGetProperty("properties", out _))
        {
            return WriteItems(schema, items, path, found);
        }

        return found.TryGetValue(path, out var reading) ? reading.Value.DeepClone() : null;
    }

    private static JsonArray? WriteItems(
        JsonElement schema, JsonElement items, string path, IReadOnlyDictionary<string, FieldReading> found)
    {
        var array = new JsonArray();

        while (found.Keys.Any(key => key.StartsWith($"{path}/{array.Count}/", StringComparison.Ordinal)))
        {
            array.Add(WriteObject(items, $"{path}/{array.Count}/", found));
        }

        return array.Count == 0 && SchemaTypes.Has(schema, "null") ? null : array;
    }
}
