using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Web.Forms;

namespace PromptIntel.Web.Pages.Workflows;

/// <summary>How a person gives a property of a workflow's input.</summary>
public enum InputKind
{
    Text,
    LongText,
    Number,
    YesNo,
    Choice,
    Date,
    Document,
    Json,
}

/// <summary>A property of a workflow's input, as a form shows it.</summary>
/// <param name="Choices">Of a choice, as the schema lists them; null is leaving it out.</param>
/// <param name="IsNullable">Whether leaving it empty says that it is not given, where it is required too.</param>
public sealed record InputField(
    string Name, InputKind Kind, string Description, bool IsRequired, ImmutableArray<string> Choices, bool IsNullable = false)
{
    /// <summary>A text is long if nothing says that it is short.</summary>
    private const int ShortCharacters = 500;

    /// <summary>In the order of the schema; none where it is no schema of an object.</summary>
    public static ImmutableArray<InputField> Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : [];

        return
        [
            .. properties.EnumerateObject().Select(property => new InputField(
                property.Name, KindOf(property.Name, property.Value), Text(property.Value, "description") ?? "",
                required.Contains(property.Name),
                ChoicesOf(property.Value),
                SchemaType.Of(property.Value, out _).IsNullable)),
        ];
    }

    /// <summary>A value as the field shows it.</summary>
    public string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String when Kind != InputKind.Json => value.GetString()!,
        _ => value.GetRawText(),
    };

    /// <summary>What was typed, as JSON; null for what is left out.</summary>
    /// <exception cref="FormatException">It is none of the field's kind; the message says what was expected.</exception>
    public JsonElement? Read(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return IsNullable && IsRequired ? JsonElement.Parse("null") : null;
        }

        return Kind switch
        {
            InputKind.Number => decimal.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? JsonSerializer.SerializeToElement(number)
                : throw new FormatException("is no number"),
            InputKind.YesNo => JsonSerializer.SerializeToElement(typed == "true"),
            InputKind.Json => ReadJson(typed),
            InputKind.Text or InputKind.Document or InputKind.Date => JsonSerializer.SerializeToElement(typed.Trim()),
            _ => JsonSerializer.SerializeToElement(typed),
        };
    }

    private static JsonElement ReadJson(string typed)
    {
        try
        {
            return JsonElement.Parse(typed);
        }
        catch (JsonException wrong)
        {
            throw new FormatException(
                $"is no JSON: line {wrong.LineNumber + 1}, character {wrong.BytePositionInLine + 1} is not understood", wrong);
        }
    }

    private static InputKind KindOf(string name, JsonElement schema)
    {
        if (!ChoicesOf(schema).IsEmpty)
        {
            return InputKind.Choice;
        }

        return SchemaType.Of(schema, out JsonElement asked).Name switch
        {
            "string" when name.EndsWith("document_id", StringComparison.Ordinal) => InputKind.Document,
            "string" when Text(asked, "format") == "date" => InputKind.Date,
            "string" when IsShort(asked) => InputKind.Text,
            "string" => InputKind.LongText,
            "number" or "integer" => InputKind.Number,
            "boolean" => InputKind.YesNo,
            _ => InputKind.Json,
        };
    }

    private static bool IsShort(JsonElement schema) =>
        schema.TryGetProperty("format", out _) || schema.TryGetProperty("pattern", out _)
        || (schema.TryGetProperty("maxLength", out JsonElement most)
            && most.TryGetInt32(out int characters) && characters <= ShortCharacters);

    private static ImmutableArray<string> ChoicesOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out JsonElement values)
        && values.ValueKind == JsonValueKind.Array
        && values.EnumerateArray().All(value => value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            ? [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)]
            : [];

    private static string? Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;
}
