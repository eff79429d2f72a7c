using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>Puts a schema that keeps <see cref="SchemaRules"/> into the words that the library knows: <c>$defs</c> as <c>definitions</c>, <c>const</c> as <c>enum</c>.</summary>
internal static class SchemaDialect
{
    // Under these the names are the author's, not keywords.
    private static readonly FrozenSet<string> MapsOfSchemas = new[] { "properties", "definitions", "$defs", "patternProperties" }.ToFrozenSet(StringComparer.Ordinal);

    // Under these stands data, not a schema.
    private static readonly FrozenSet<string> Values = new[] { "enum", "default", "example", "examples", "required", "type" }.ToFrozenSet(StringComparer.Ordinal);

    public static string Translate(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();

        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteSchema(writer, schema);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();

                foreach (JsonProperty keyword in schema.EnumerateObject())
                {
                    WriteKeyword(writer, keyword);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();

                foreach (JsonElement item in schema.EnumerateArray())
                {
                    WriteSchema(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                schema.WriteTo(writer);
                break;
        }
    }

    private static void WriteKeyword(Utf8JsonWriter writer, JsonProperty keyword)
    {
        switch (keyword.Name)
        {
            case "$ref":
                writer.WriteString("$ref", keyword.Value.GetString()!.Replace("/$defs/", "/definitions/", StringComparison.Ordinal));
                break;
            case "$schema" or "$id" or "id":
                // An address is of no use here, and one would be resolved against by references.
                break;
            case "const":
                writer.WriteStartArray("enum");
                keyword.Value.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case string name when MapsOfSchemas.Contains(name):
                WriteMap(writer, name == "$defs" ? "definitions" : name, keyword.Value);
                break;
            case string name when Values.Contains(name):
                keyword.WriteTo(writer);
                break;
            default:
                writer.WritePropertyName(keyword.Name);
                WriteSchema(writer, keyword.Value);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, JsonElement map)
    {
        writer.WriteStartObject(name);

        foreach (JsonProperty property in map.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);

            if (property.Value.ValueKind == JsonValueKind.True)
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }
            else
            {
                WriteSchema(writer, property.Value);
            }
        }

        writer.WriteEndObject();
    }
}
