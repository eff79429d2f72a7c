using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Picoschema as JSON Schema; what is JSON Schema already stays as it is.</summary>
internal static partial class Picoschema
{
    private const int MostDepth = 16;
    private const int LongestName = 300;

    private static readonly string[] Types = ["string", "boolean", "null", "number", "integer", "any", "object", "array"];

    /// <summary>Null, and the reason among the findings, where it is neither.</summary>
    public static JsonObject? Read(JsonElement schema, string field, Findings findings) => Read(schema, field, findings, 0);

    public static bool IsType(string name) => Types.Contains(name, StringComparer.Ordinal);

    private static JsonObject? Read(JsonElement schema, string field, Findings findings, int depth)
    {
        if (depth > MostDepth)
        {
            findings.Refuse(field, $"A schema is at most {MostDepth} deep.");
            return null;
        }

        switch (schema.ValueKind)
        {
            case JsonValueKind.String:
                return OfType(schema.GetString()!, field, findings);
            case JsonValueKind.Object when IsJsonSchema(schema):
                return Mixed(schema, field, findings, depth);
            case JsonValueKind.Object:
                return OfProperties(schema, field, findings, depth);
            default:
                findings.Refuse(field, "Must be Picoschema or JSON Schema.");
                return null;
        }
    }

    private static bool IsJsonSchema(JsonElement schema) =>
        schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
        && Types.Contains(type.GetString(), StringComparer.Ordinal)
        && (schema.GetPropertyCount() == 1 || schema.EnumerateObject().Any(
            field => field.Name is "properties" or "items" or "enum" or "description" or "required" or "default"));

    /// <summary>JSON Schema, whose properties may be written as Picoschema.</summary>
    private static JsonObject Mixed(JsonElement schema, string field, Findings findings, int depth)
    {
        var read = (JsonObject)schema.ToNode()!;
        if (schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
        {
            JsonObject inner = OfProperties(properties, $"{field}.properties", findings, depth);
            read["properties"] = inner["properties"]?.DeepClone();
            // A property without a question mark is required by Picoschema, and by nothing in JSON Schema.
        }

        if (schema.TryGetProperty("items", out JsonElement items))
        {
            read["items"] = Read(items, $"{field}.items", findings, depth + 1);
        }

        return read;
    }

    private static JsonObject OfProperties(JsonElement schema, string field, Findings findings, int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var read = new JsonObject { ["type"] = "object" };
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            Match name = property.Name.Length <= LongestName ? Name().Match(property.Name) : Match.Empty;
            if (!name.Success)
            {
                findings.Refuse(
                    $"{field}.{Syntax.KernelTemplate.Shorten(property.Name)}",
                    $"A name has at most {LongestName} characters, and is followed by nothing, or by (array), (object) or (enum).");
                continue;
            }

            if (name.Groups["name"].Value == "(*)")
            {
                read["additionalProperties"] = Read(property.Value, $"{field}.{property.Name}", findings, depth + 1);
                continue;
            }

            JsonObject? value = OfName(name, property.Value, $"{field}.{property.Name}", findings, depth);
            if (value is { } described && name.Groups["description"] is { Success: true, Value: var description })
            {
                described["description"] = description.Trim();
            }

            properties[name.Groups["name"].Value] = value;
            if (!name.Groups["optional"].Success)
            {
                required.Add(name.Groups["name"].Value);
            }
        }

        read["properties"] = properties;
        if (required.Count > 0)
        {
            read["required"] = required;
        }

        return read;
    }

    private static JsonObject? OfName(Match name, JsonElement value, string field, Findings findings, int depth) =>
        name.Groups["kind"].Value switch
        {
            "array" => new JsonObject { ["type"] = "array", ["items"] = Read(value, field, findings, depth + 1) },
            "enum" => new JsonObject { ["enum"] = value.ToNode() },
            _ => Read(value, field, findings, depth + 1),
        };

    private static JsonObject? OfType(string text, string field, Findings findings)
    {
        string[] parts = text.Split(',', 2, StringSplitOptions.TrimEntries);
        if (parts[0].EndsWith("[]", StringComparison.Ordinal))
        {
            JsonObject? items = OfType(parts[0][..^2], field, findings);
            var list = new JsonObject { ["type"] = "array", ["items"] = items };
            if (parts.Length > 1)
            {
                list["description"] = parts[1];
            }

            return items is null ? null : list;
        }

        if (!Types.Contains(parts[0], StringComparer.Ordinal))
        {
            findings.Refuse(
                field, $"'{parts[0]}' is no type; there are {string.Join(", ", Types)}. A schema of another place has to be written out.");
            return null;
        }

        JsonObject schema = parts[0] == "any" ? [] : new JsonObject { ["type"] = parts[0] };
        if (parts.Length > 1)
        {
            schema["description"] = parts[1];
        }

        return schema;
    }

    [GeneratedRegex(
        @"\A(?<name>\(\*\)|[^(?]+?)(?<optional>\?)?\s*(?:\((?<kind>array|object|enum)(?:\s*,\s*(?<description>[^)]*))?\))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
