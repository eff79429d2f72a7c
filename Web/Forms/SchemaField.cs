using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Web.Forms;

/// <summary>One field of a form that is made from a JSON Schema. What a form cannot ask for by itself is asked for as JSON.</summary>
/// <param name="Input"><c>text</c>, <c>long</c>, <c>number</c>, <c>choice</c>, <c>yes</c> or <c>json</c>.</param>
/// <param name="Default">What the field begins with; null for one that begins as not given.</param>
/// <param name="IsNullable">Whether it can be said that it is not given: what is typed is null then, and so is its value.</param>
public sealed record SchemaField(
    string Name, string Input, string Title, string Hint, bool IsRequired, ImmutableArray<string> Choices, string? Default,
    bool IsNullable = false)
{
    private const int MostChoices = 50;

    /// <summary>The fields of an object's schema in their order; empty for a schema that is none.</summary>
    public static ImmutableArray<SchemaField> Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(name => name.ToString())]
            : [];
        return [.. properties.EnumerateObject().Select(property => Of(property.Name, property.Value, required.Contains(property.Name)))];
    }

    /// <summary>The value that was typed as JSON; null leaves the field out.</summary>
    /// <exception cref="JsonException">A field for JSON holds something else.</exception>
    public JsonElement? Read(string? typed) => (Input, typed) switch
    {
        (_, null) when IsNullable => JsonElement.Parse("null"),
        ("text" or "long" or "choice", null or "") when !IsRequired => null,
        ("text" or "long" or "choice", _) => JsonSerializer.SerializeToElement(typed ?? ""),
        ("yes", _) => JsonSerializer.SerializeToElement(typed == "true"),
        (_, null or "") => null,
        ("number", _) when decimal.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) =>
            JsonSerializer.SerializeToElement(number),
        _ => JsonElement.Parse(typed),
    };

    /// <summary>All that was typed as one object.</summary>
    /// <exception cref="JsonException">A field for JSON holds something else.</exception>
    public static JsonElement Read(IEnumerable<SchemaField> fields, IReadOnlyDictionary<string, string?> typed) =>
        JsonSerializer.SerializeToElement(fields
            .Select(field => (field.Name, Value: field.Read(typed.GetValueOrDefault(field.Name, field.Default))))
            .Where(field => field.Value is not null)
            .ToDictionary(field => field.Name, field => field.Value!.Value));

    /// <summary>A value as a field shows it.</summary>
    public static string Write(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A value as this field shows it; null where it is not given.</summary>
    public string? Show(JsonElement value) => IsNullable && value.ValueKind == JsonValueKind.Null ? null : Write(value);

    private static SchemaField Of(string name, JsonElement schema, bool isRequired)
    {
        string title = Text(schema, "title") is { Length: > 0 } given ? given : name;
        SchemaType type = SchemaType.Of(schema, out JsonElement asked);
        ImmutableArray<string> choices = ChoicesOf(asked, out bool isNullChoice);
        string input = !choices.IsEmpty ? "choice" : type.Name switch
        {
            "string" => IsLong(asked) ? "long" : "text",
            "integer" or "number" => "number",
            "boolean" when !type.IsNullable => "yes",
            _ => "json",
        };
        var field = new SchemaField(
            name, input, title, Text(schema, "description"), isRequired, choices, null,
            input != "json" && (type.IsNullable || isNullChoice));
        return field with
        {
            Default = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("default", out JsonElement preset)
                ? field.Show(preset)
                : field.IsNullable ? null : "",
        };
    }

    private static ImmutableArray<string> ChoicesOf(JsonElement schema, out bool hasNull)
    {
        hasNull = false;

        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("enum", out JsonElement values)
            || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() > MostChoices
            || !values.EnumerateArray().All(value => value.ValueKind is JsonValueKind.String or JsonValueKind.Null))
        {
            return [];
        }

        hasNull = values.EnumerateArray().Any(value => value.ValueKind == JsonValueKind.Null);
        return [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)];
    }

    // Whole texts are what prompts mostly take; short ones say so.
    private static bool IsLong(JsonElement schema) =>
        !schema.TryGetProperty("format", out _)
        && !(schema.TryGetProperty("maxLength", out JsonElement most) && most.TryGetInt64(out long length) && length <= 200);

    private static string Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : "";
}
