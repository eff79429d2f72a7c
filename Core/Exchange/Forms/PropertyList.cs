using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>
/// Named values with types, as Prompty and Semantic Kernel declare them: a list of objects with a name, or an object by name whose values
/// are such objects or examples.
/// </summary>
internal static class PropertyList
{
    private static readonly string[] Words =
    [
        "name", "kind", "type", "description", "default", "required", "is_required", "enumValues", "enum", "items", "properties", "sample",
        "example", "json_schema", "strict", "defaultValue", "allow_dangerously_set_content",
    ];

    /// <summary>Each with its declaration; what is neither an object nor a value is left out.</summary>
    public static IEnumerable<(string Name, JsonElement Declaration)> In(JsonElement declared) => declared.ValueKind switch
    {
        JsonValueKind.Array => declared.EnumerateArray()
            .Where(one => one.ValueKind == JsonValueKind.Object && NameOf(one) is not null)
            .Select(one => (NameOf(one)!, one)),
        JsonValueKind.Object when declared.TryGetProperty("properties", out JsonElement properties) => In(properties),
        JsonValueKind.Object => declared.EnumerateObject().Select(one => (one.Name, one.Value)),
        _ => [],
    };

    public static string? KindOf(JsonElement declaration) => declaration.TextField("kind") ?? declaration.TextField("type");

    /// <summary>Whether the file says that it must be given; null where it does not say.</summary>
    public static bool? IsRequired(JsonElement declaration) =>
        declaration.ValueKind == JsonValueKind.Object
        && (declaration.TryGetProperty("required", out JsonElement required) || declaration.TryGetProperty("is_required", out required))
        && required.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? required.ValueKind == JsonValueKind.True
            : null;

    /// <summary>A JSON Schema of one value; a value alone is an example of it.</summary>
    public static JsonObject ToSchema(JsonElement declaration, Findings findings)
    {
        if (!IsDeclaration(declaration))
        {
            JsonObject ofExample = TypeOf(declaration) is { } known ? new JsonObject { ["type"] = known } : [];
            ofExample["examples"] = new JsonArray(declaration.ToNode());
            return ofExample;
        }

        var schema = Given(declaration, findings) ?? [];
        if (KindOf(declaration) is { } kind && JsonType(kind) is { } type)
        {
            schema["type"] = type;
        }

        Copy(declaration, "description", schema, "description");
        Copy(declaration, "enumValues", schema, "enum");
        Copy(declaration, "enum", schema, "enum");
        Copy(declaration, "default", schema, "default");
        Copy(declaration, "defaultValue", schema, "default");
        foreach (string example in (string[])["sample", "example"])
        {
            if (declaration.TryGetProperty(example, out JsonElement value))
            {
                schema["examples"] = new JsonArray(value.ToNode());
            }
        }

        if (declaration.TryGetProperty("items", out JsonElement items))
        {
            schema["items"] = ToSchema(items, findings);
        }

        return declaration.TryGetProperty("properties", out JsonElement properties) ? ToObject(properties, findings, schema) : schema;
    }

    /// <summary>A JSON Schema of an object of all of them.</summary>
    public static JsonObject ToObject(JsonElement declared, Findings findings, JsonObject? into = null)
    {
        JsonObject schema = into ?? [];
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach ((string name, JsonElement declaration) in In(declared))
        {
            properties[name] = ToSchema(declaration, findings);
            if (IsRequired(declaration) == true)
            {
                required.Add(name);
            }
        }

        schema["type"] = "object";
        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    private static bool IsDeclaration(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(field => Words.Contains(field.Name, StringComparer.Ordinal))
        && (KindOf(value) is not null || value.EnumerateObject().Any());

    private static string? NameOf(JsonElement declaration) => declaration.TextField("name");

    /// <summary>Of Semantic Kernel's <c>json_schema</c>, an object or its text.</summary>
    private static JsonObject? Given(JsonElement declaration, Findings findings)
    {
        if (!declaration.TryGetProperty("json_schema", out JsonElement given))
        {
            return null;
        }

        try
        {
            JsonElement schema = given.ValueKind == JsonValueKind.String
                ? CanonicalJson.Parse(Encoding.UTF8.GetBytes(given.GetString()!))
                : given;
            if (StorableJson.FaultOf(schema) is { } fault)
            {
                findings.Refuse(fault.Within("json_schema").Path, $"It {fault.Message}.");
                return null;
            }

            return schema.ToNode() as JsonObject;
        }
        catch (JsonException)
        {
            // A text that is no schema says nothing about the value.
            return null;
        }
    }

    private static string? JsonType(string kind) => kind.ToLowerInvariant() switch
    {
        "string" or "str" or "text" or "image" or "file" or "audio" => "string",
        "integer" or "int" => "integer",
        "float" or "number" or "double" => "number",
        "boolean" or "bool" => "boolean",
        "array" or "list" => "array",
        "object" or "dict" => "object",
        _ => null,
    };

    private static string? TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => null,
    };

    private static void Copy(JsonElement from, string field, JsonObject to, string keyword)
    {
        if (from.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            to[keyword] = value.ToNode();
        }
    }
}
