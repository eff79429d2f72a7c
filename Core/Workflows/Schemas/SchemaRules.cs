using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>
/// Says whether a schema can be enforced, without compiling it: keywords have values of their kind, references lead somewhere within
/// the schema, and nothing is used that would silently be ignored, because a rule that nobody enforces is worse than none.
/// </summary>
internal static class SchemaRules
{
    private const int DeepestNesting = 64;

    private static readonly string[] Types = ["array", "boolean", "integer", "null", "number", "object", "string"];

    private static readonly FrozenDictionary<string, Rule> Rules = Build();

    private delegate string? Rule(JsonElement value, JsonElement root, int depth);

    /// <summary>The first problem with its place, such as <c>#/properties/a/type: must be ...</c>; null when there is none.</summary>
    public static string? Check(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object ? "A JSON Schema is an object."
            : CheckSchema(schema, schema, 0) is { } error ? $"#{error}"
            : null;

    // An error is built from the inside out, so that a sound schema costs no paths.
    private static string? CheckSchema(JsonElement schema, JsonElement root, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return ": must be a schema object.";
        }

        if (depth == DeepestNesting)
        {
            return $": nests more than {DeepestNesting} deep.";
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (Rules.TryGetValue(keyword.Name, out Rule? rule) && rule(keyword.Value, root, depth + 1) is { } error)
            {
                return $"/{keyword.Name}{error}";
            }
        }

        return null;
    }

    private static FrozenDictionary<string, Rule> Build()
    {
        var rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["type"] = (value, _, _) => CheckTypes(value),
            ["$ref"] = (value, root, _) => CheckReference(value, root),
            ["required"] = (value, _, _) => Expect(IsArrayOf(value, JsonValueKind.String), "must be a list of names."),
            ["enum"] = (value, _, _) => Expect(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, "must be a list of values."),
            ["pattern"] = (value, _, _) => Expect(IsPattern(value), "must be a regular expression."),
            ["format"] = (value, _, _) => Expect(value.ValueKind == JsonValueKind.String, "must be a text."),
            ["uniqueItems"] = (value, _, _) => Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false."),
            ["multipleOf"] = (value, _, _) => Expect(value.ValueKind == JsonValueKind.Number && value.GetDouble() > 0, "must be a number above 0."),
            ["items"] = (value, root, depth) => value.ValueKind == JsonValueKind.Array ? CheckList(value, root, depth) : CheckSchema(value, root, depth),
            ["not"] = CheckSchema,
        };
        Add(CheckMap, "properties", "definitions", "$defs", "patternProperties");
        Add(CheckList, "allOf", "anyOf", "oneOf");
        Add((value, root, depth) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : CheckSchema(value, root, depth), "additionalProperties", "additionalItems");
        Add((value, _, _) => Expect(value.ValueKind == JsonValueKind.Number, "must be a number."), "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
        Add((value, _, _) => Expect(IsCount(value), "must be a whole number from 0."), "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");
        Add(
            (_, _, _) => ": this keyword is not supported and would not be enforced.",
            "if", "then", "else", "contains", "propertyNames", "dependencies", "dependentRequired", "dependentSchemas", "prefixItems",
            "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef", "minContains", "maxContains");
        return rules.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(Rule rule, params ReadOnlySpan<string> keywords)
        {
            foreach (string keyword in keywords)
            {
                rules.Add(keyword, rule);
            }
        }
    }

    private static string? Expect(bool holds, string otherwise) => holds ? null : $": {otherwise}";

    private static string? CheckTypes(JsonElement type)
    {
        bool isKnown = type.ValueKind == JsonValueKind.Array ? type.GetArrayLength() > 0 && type.EnumerateArray().All(IsType) : IsType(type);
        return Expect(isKnown, $"must be one or more of {string.Join(", ", Types)}.");
    }

    private static string? CheckReference(JsonElement reference, JsonElement root)
    {
        string text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        return text != "#" && !text.StartsWith("#/", StringComparison.Ordinal)
            ? ": only references within the schema (#/...) can be followed here."
            : Expect(SchemaPointer.Find(root, text).ValueKind is JsonValueKind.Object or JsonValueKind.True, $"there is nothing at {text}.");
    }

    private static string? CheckMap(JsonElement map, JsonElement root, int depth)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            return ": must be an object.";
        }

        foreach (JsonProperty property in map.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.True && CheckSchema(property.Value, root, depth) is { } error)
            {
                return $"/{property.Name}{error}";
            }
        }

        return null;
    }

    private static string? CheckList(JsonElement list, JsonElement root, int depth)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return ": must be a list of schemas.";
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (CheckSchema(item, root, depth) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static bool IsType(JsonElement name) => name.ValueKind == JsonValueKind.String && Types.Contains(name.GetString(), StringComparer.Ordinal);

    private static bool IsArrayOf(JsonElement value, JsonValueKind kind) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == kind);

    private static bool IsCount(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0;

    private static bool IsPattern(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            // Through the cache of the runtime: the same few patterns come again and again.
            Regex.IsMatch("", value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (RegexParseException)
        {
            return false;
        }
    }
}
