using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>
/// Puts a schema into the words that the library knows: <c>$defs</c> as <c>definitions</c>, <c>const</c> as <c>enum</c>. What it
/// would silently ignore is refused, because a rule that nobody enforces is worse than none.
/// </summary>
internal static class SchemaDialect
{
    private static readonly FrozenSet<string> Unsupported = new[]
    {
        "if", "then", "else", "contains", "propertyNames", "dependencies", "dependentRequired", "dependentSchemas", "prefixItems",
        "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef", "minContains", "maxContains",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Types = new[] { "object", "array", "string", "number", "integer", "boolean", "null" }.ToFrozenSet(StringComparer.Ordinal);

    // Under these the names are the author's, not keywords.
    private static readonly FrozenSet<string> MapsOfSchemas = new[] { "properties", "definitions", "$defs", "patternProperties" }.ToFrozenSet(StringComparer.Ordinal);

    // Under these stands data, not a schema.
    private static readonly FrozenSet<string> Values = new[] { "enum", "default", "example", "examples", "required" }.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="JsonException">A keyword or reference that cannot be used, with its place.</exception>
    public static string Translate(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();

        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteSchema(writer, schema, "#");
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            WriteOther(writer, schema, path);
            return;
        }

        writer.WriteStartObject();

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            WriteKeyword(writer, keyword, $"{path}/{keyword.Name}");
        }

        writer.WriteEndObject();
    }

    private static void WriteKeyword(Utf8JsonWriter writer, JsonProperty keyword, string path)
    {
        switch (keyword.Name)
        {
            case "type":
                CheckTypes(keyword.Value, path);
                keyword.WriteTo(writer);
                break;
            case "$ref":
                writer.WriteString("$ref", LocalReference(keyword.Value, path));
                break;
            case "$schema" or "$id" or "id":
                // An address is of no use here, and one would be resolved against by references.
                break;
            case "const":
                writer.WriteStartArray("enum");
                keyword.Value.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case string name when Unsupported.Contains(name):
                throw new JsonException($"{path}: the keyword '{name}' is not supported and would not be enforced.");
            case string name when MapsOfSchemas.Contains(name):
                WriteMap(writer, name == "$defs" ? "definitions" : name, keyword.Value, path);
                break;
            case string name when Values.Contains(name):
                keyword.WriteTo(writer);
                break;
            default:
                writer.WritePropertyName(keyword.Name);
                WriteSchema(writer, keyword.Value, path);
                break;
        }
    }

    private static void CheckTypes(JsonElement type, string path)
    {
        IEnumerable<JsonElement> names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : [type];

        if (names.Any(name => name.ValueKind != JsonValueKind.String || !Types.Contains(name.GetString()!)))
        {
            throw new JsonException($"{path}: must be one or more of {string.Join(", ", Types.Order(StringComparer.Ordinal))}.");
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, JsonElement map, string path)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"{path}: must be an object.");
        }

        writer.WriteStartObject(name);

        foreach (JsonProperty property in map.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            WriteSubschema(writer, property.Value, $"{path}/{property.Name}");
        }

        writer.WriteEndObject();
    }

    private static void WriteSubschema(Utf8JsonWriter writer, JsonElement schema, string path)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            case JsonValueKind.Object:
                WriteSchema(writer, schema, path);
                break;
            default:
                throw new JsonException($"{path}: must be a schema object.");
        }
    }

    private static void WriteOther(Utf8JsonWriter writer, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();

        foreach (JsonElement item in value.EnumerateArray())
        {
            WriteSchema(writer, item, path);
        }

        writer.WriteEndArray();
    }

    private static string LocalReference(JsonElement value, string path)
    {
        string reference = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new JsonException($"{path}: only references within the schema (#/...) can be followed here.");
        }

        return reference.Replace("/$defs/", "/definitions/", StringComparison.Ordinal);
    }
}
