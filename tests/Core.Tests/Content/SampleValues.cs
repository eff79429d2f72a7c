using System.Text.Json;

namespace PromptIntel.Core.Tests.Content;

/// <summary>Values that satisfy the plain JSON Schemas of prompt variables.</summary>
internal static class SampleValues
{
    public static Dictionary<string, object> Object(JsonElement schema, bool withOptional)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);

        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            return values;
        }

        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : [];

        foreach (JsonProperty property in properties.EnumerateObject().Where(property => withOptional || required.Contains(property.Name)))
        {
            values[property.Name] = Value(property.Value, withOptional);
        }

        return values;
    }

    private static object Value(JsonElement schema, bool withOptional)
    {
        if (schema.TryGetProperty("enum", out JsonElement allowed))
        {
            return allowed[0].Clone();
        }

        return Type(schema) switch
        {
            "object" => Object(schema, withOptional),
            "array" => schema.TryGetProperty("items", out JsonElement items)
                ? new[] { Value(items, withOptional), Value(items, withOptional) }
                : [],
            "integer" or "number" => schema.TryGetProperty("minimum", out JsonElement least) ? least.GetDecimal() : 12,
            "boolean" => true,
            _ => "2026-03-14",
        };
    }

    private static string? Type(JsonElement schema) =>
        !schema.TryGetProperty("type", out JsonElement type) ? null
            : type.ValueKind == JsonValueKind.Array ? type[0].GetString()
            : type.GetString();
}
