using System.Text.Json;

namespace PromptIntel.Extraction.Rules;

/// <summary>What a JSON Schema says about a value, with nullable types written as a list.</summary>
internal static class SchemaTypes
{
    public static bool Has(JsonElement schema, string type) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var declared) && declared.ValueKind switch
        {
            JsonValueKind.String => declared.ValueEquals(type),
            JsonValueKind.Array => declared.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(type)),
            _ => false,
        };

    public static FieldKind KindOf(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out _))
        {
            return FieldKind.Choice;
        }

        if (Has(schema, "boolean"))
        {
            return FieldKind.Boolean;
        }

        if (Has(schema, "integer"))
        {
            return FieldKind.Integer;
        }

        return Has(schema, "number") ? FieldKind.Number : KindOfFormat(schema);
    }

    private static FieldKind KindOfFormat(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("format", out var format) ? format.GetString() switch
        {
            "email" => FieldKind.Email,
            "uri" or "url" => FieldKind.Url,
            "date" => FieldKind.Date,
            _ => FieldKind.Text,
        }
        : FieldKind.Text;
}
