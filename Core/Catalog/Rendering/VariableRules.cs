using System.Collections.Immutable;
using System.Text.Json;

using NJsonSchema;
using NJsonSchema.Validation;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Checks a prompt's variables against their declaration. Presence and plain types, which is nearly all that prompts declare, are
/// checked directly; a declaration that says more goes through the schema validator as well.
/// </summary>
internal sealed class VariableRules
{
    private static readonly HashSet<string> PlainKeywords = new(StringComparer.Ordinal)
    {
        "type", "description", "title", "default", "examples", "properties", "required", "items", "$comment",
    };

    private readonly ImmutableArray<string> _required;
    private readonly ImmutableArray<(string Name, JsonElement Schema)> _properties;
    private readonly Lazy<JsonSchema>? _schema;

    public VariableRules(JsonElement declaration)
    {
        _required = declaration.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : [];
        _properties = declaration.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => (property.Name, property.Value))]
            : [];
        if (!IsPlain(declaration))
        {
            string text = declaration.GetRawText();
            _schema = new Lazy<JsonSchema>(() => JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult());
        }
    }

    public ImmutableArray<EntryError> Check(JsonElement variables)
    {
        if (variables.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            variables = Prompts.CanonicalJson.EmptyObject;
        }

        if (variables.ValueKind != JsonValueKind.Object)
        {
            return [new EntryError("variables", "Must be a JSON object.")];
        }

        ImmutableArray<EntryError>.Builder? errors = null;
        foreach (string name in _required)
        {
            if (!variables.TryGetProperty(name, out _))
            {
                (errors ??= ImmutableArray.CreateBuilder<EntryError>()).Add(new EntryError(name, "This variable is required."));
            }
        }

        foreach ((string name, JsonElement schema) in _properties)
        {
            if (variables.TryGetProperty(name, out JsonElement value) && !HasType(schema, value))
            {
                (errors ??= ImmutableArray.CreateBuilder<EntryError>()).Add(new EntryError(name, $"Must be {TypeText(schema)}."));
            }
        }

        return errors is not null ? errors.ToImmutable() : _schema is null ? [] : CheckSchema(variables, _schema.Value);
    }

    private static ImmutableArray<EntryError> CheckSchema(JsonElement variables, JsonSchema schema) =>
        [.. schema.Validate(variables.GetRawText()).Select(error => new EntryError(FieldOf(error), $"Does not satisfy its declaration: {error.Kind}."))];

    private static string FieldOf(ValidationError error) => error.Path is { Length: > 0 } path ? path.TrimStart('#', '/') : error.Property ?? "";

    private static bool HasType(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type))
        {
            return true;
        }

        return type.ValueKind switch
        {
            JsonValueKind.String => Matches(type, value),
            JsonValueKind.Array => type.EnumerateArray().Any(one => Matches(one, value)),
            _ => true,
        };
    }

    private static bool Matches(JsonElement type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => type.ValueEquals("string"u8),
        JsonValueKind.Number => type.ValueEquals("number"u8) || (type.ValueEquals("integer"u8) && IsWhole(value)),
        JsonValueKind.True or JsonValueKind.False => type.ValueEquals("boolean"u8),
        JsonValueKind.Object => type.ValueEquals("object"u8),
        JsonValueKind.Array => type.ValueEquals("array"u8),
        _ => type.ValueEquals("null"u8),
    };

    private static bool IsWhole(JsonElement number) => number.TryGetInt64(out _) || (number.TryGetDouble(out double value) && double.IsInteger(value));

    private static string TypeText(JsonElement schema) =>
        schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } types
            ? string.Join(" or ", types.EnumerateArray().Select(type => type.ToString()))
            : $"of type {schema.GetProperty("type")}";

    /// <summary>Whether presence and the types of the top level say all that the declaration says.</summary>
    private static bool IsPlain(JsonElement declaration)
    {
        if (declaration.ValueKind != JsonValueKind.Object || !declaration.EnumerateObject().All(property => PlainKeywords.Contains(property.Name)))
        {
            return false;
        }

        return !declaration.TryGetProperty("properties", out JsonElement properties)
            || properties.EnumerateObject().All(property => IsLeaf(property.Value));
    }

    private static bool IsLeaf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.EnumerateObject().All(property => PlainKeywords.Contains(property.Name) && property.Name is not ("properties" or "required" or "items"));
}
