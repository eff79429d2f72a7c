using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Records;

/// <summary>
/// A schema as a reader is asked for it: types, names, descriptions and choices; every value may be null, because what a document does not
/// state is null, and what breaks a rule is told afterwards. References within the schema are followed.
/// </summary>
internal sealed partial class RecordSchema
{
    public const int MostFields = 200;

    /// <summary>References may unfold a small schema into a very large record.</summary>
    public const int MostParts = 2_000;

    private const int Deepest = 6;
    private const int LongestShown = 100;

    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    private readonly JsonElement _root;
    private int _parts;
    private string? _misnamed;

    private RecordSchema(JsonElement root) => _root = root;

    /// <summary>Of the reader.</summary>
    public JsonElement Asked { get; private set; }

    /// <summary>Every value by its path, such as <c>lines/*/amount</c>, with its own schema.</summary>
    public List<(string Path, JsonElement Schema)> Fields { get; } = [];

    /// <summary>Where a value stands in the order of the schema: its list's first value, its item, itself.</summary>
    public (int Place, int Item, int Field) OrderOf(string pointer)
    {
        string[] parts = pointer[1..].Split('/');
        int item = Array.FindIndex(parts, part => part.All(char.IsAsciiDigit));
        string path = string.Join('/', parts.Select(part => part.All(char.IsAsciiDigit) ? "*" : part));
        int field = Fields.FindIndex(known => known.Path == path);
        string list = item < 0 ? path : string.Join('/', parts[..item]) + "/*";
        int place = item < 0 ? field : Fields.FindIndex(known => known.Path.StartsWith(list, StringComparison.Ordinal));
        return (place, item >= 0 && int.TryParse(parts[item], out int number) ? number : 0, field);
    }

    /// <summary>The schema, or what is wrong with it as the schema of a record.</summary>
    public static RecordSchema? Of(JsonElement schema, out string? problem)
    {
        var record = new RecordSchema(schema);
        JsonNode? asked = record.Relax(schema, "", 0);
        problem = record._misnamed is { } name ? $"the property name '{name}' must be 1 to 100 letters, digits, spaces, _ or -"
            : record._parts > MostParts ? $"it has more than {MostParts} parts"
            : asked is not JsonObject root || !root.ContainsKey("properties") ? "it must be of an object with properties"
            : record.Fields.Count == 0 ? "it asks for no value"
            : record.Fields.Count > MostFields ? $"it asks for more than {MostFields} values"
            : null;

        if (problem is not null)
        {
            return null;
        }

        asked!["type"] = "object";
        record.Asked = JsonSerializer.SerializeToElement(asked);
        return record;
    }

    private JsonObject? Relax(JsonElement declared, string path, int depth)
    {
        if (++_parts > MostParts || depth > Deepest || Fields.Count > MostFields)
        {
            return null;
        }

        JsonElement schema = Follow(declared);

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            var members = new JsonObject();

            foreach (JsonProperty property in properties.EnumerateObject())
            {
                if (!Name().IsMatch(property.Name))
                {
                    _misnamed ??= property.Name.Length <= LongestShown
                        ? property.Name
                        : StorableText.Beginning(property.Name, LongestShown) + "...";
                }

                if (_misnamed is not null || _parts > MostParts)
                {
                    return null;
                }

                if (Relax(property.Value, path.Length == 0 ? property.Name : $"{path}/{property.Name}", depth + 1) is { } member)
                {
                    members[property.Name] = member;
                }
            }

            return new JsonObject { ["type"] = Nullable("object"), ["properties"] = members };
        }

        if (TypeOf(schema) is "array" && schema.TryGetProperty("items", out JsonElement items))
        {
            JsonElement each = Follow(items);

            if (each.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            bool isRecord = each.TryGetProperty("properties", out _);
            JsonObject? item = isRecord ? Relax(items, $"{path}/*", depth + 1) : Leaf(each);

            if (!isRecord)
            {
                Fields.Add((path, schema));
            }

            return item is null ? null : Described(schema, new JsonObject { ["type"] = Nullable("array"), ["items"] = item });
        }

        Fields.Add((path, schema));
        return Leaf(schema);
    }

    private static JsonObject Leaf(JsonElement schema)
    {
        var leaf = new JsonObject { ["type"] = Nullable(TypeOf(schema) ?? "string") };

        foreach (string keyword in new[] { "format", "minimum", "maximum" })
        {
            if (schema.TryGetProperty(keyword, out JsonElement value))
            {
                leaf[keyword] = JsonNode.Parse(value.GetRawText());
            }
        }

        if (schema.TryGetProperty("enum", out JsonElement choices))
        {
            leaf["enum"] = new JsonArray([
                .. choices.EnumerateArray().Where(choice => choice.ValueKind != JsonValueKind.Null)
                    .Select(choice => JsonNode.Parse(choice.GetRawText())), null]);
        }

        return Described(schema, leaf);
    }

    private static JsonObject Described(JsonElement schema, JsonObject relaxed)
    {
        foreach (string keyword in new[] { "title", "description" })
        {
            if (schema.TryGetProperty(keyword, out JsonElement text) && text.ValueKind == JsonValueKind.String)
            {
                relaxed[keyword] = text.GetString();
            }
        }

        return relaxed;
    }

    private static JsonArray Nullable(string type) => [type, "null"];

    /// <summary>The type beside null; null where none is declared.</summary>
    public static string? TypeOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type)
            ? type.ValueKind switch
            {
                JsonValueKind.String => type.GetString(),
                JsonValueKind.Array => type.EnumerateArray().Select(item => item.GetString()).FirstOrDefault(name => name != "null"),
                _ => null,
            }
            : null;

    /// <summary>What a reference means, and the only choice beside null; <c>true</c> is a schema without a rule.</summary>
    private JsonElement Follow(JsonElement schema)
    {
        for (int step = 0; step < Deepest && schema.ValueKind == JsonValueKind.Object; step++)
        {
            if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String)
            {
                schema = At(reference.GetString()!);
            }
            else if ((schema.TryGetProperty("anyOf", out JsonElement choices) || schema.TryGetProperty("oneOf", out choices))
                && choices.EnumerateArray().Where(choice => TypeOf(choice) != "null").Take(2).ToList() is [var only])
            {
                schema = only;
            }
            else
            {
                break;
            }
        }

        return schema.ValueKind == JsonValueKind.True ? Anything : schema;
    }

    private JsonElement At(string pointer)
    {
        JsonElement at = _root;

        foreach (string part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return default;
            }
        }

        return at;
    }

    /// <summary>A path of names is taken apart again at its slashes, and a star stands for any item.</summary>
    [GeneratedRegex(@"\A[\p{L}\p{M}\p{N}_ -]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
