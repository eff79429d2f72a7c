using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>What names mean at one place of a template: the schema of the value in scope, and the scopes around it.</summary>
internal sealed class VariableScope
{
    // Undefined: nothing is known of the value, so any name may be in it.
    private readonly JsonElement _schema;
    private readonly VariableScope? _outer;
    private readonly ImmutableArray<string> _parameters;

    private VariableScope(JsonElement schema, VariableScope? outer, ImmutableArray<string> parameters) =>
        (_schema, _outer, _parameters) = (schema, outer, parameters);

    public static VariableScope Root(JsonElement variables)
    {
        bool isDeclared = variables.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object;
        return new VariableScope(isDeclared ? variables : Prompts.CanonicalJson.Parse("""{"properties":{}}"""u8), null, []);
    }

    public VariableScope Enter(string path, bool isItem, ImmutableArray<string> parameters)
    {
        JsonElement schema = Resolve(path, out JsonElement found) ? found : default;
        if (isItem)
        {
            schema = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("items", out JsonElement items) ? items : default;
        }

        return new VariableScope(schema, this, parameters);
    }

    public bool Declares(string path) => Resolve(path, out _);

    private bool Resolve(string path, out JsonElement schema)
    {
        schema = default;
        if (path.StartsWith('@'))
        {
            return path is "@index" or "@key" or "@first" or "@last" or "@value" || (path.StartsWith("@root.", StringComparison.Ordinal) && Outermost.Resolve(path["@root.".Length..], out schema));
        }

        if (path.StartsWith("../", StringComparison.Ordinal))
        {
            return _outer is not null && _outer.Resolve(path[3..], out schema);
        }

        string[] parts = path.Split(['.', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && IsParameter(parts[0]))
        {
            return true;
        }

        schema = _schema;
        foreach (string part in parts.Length > 0 && parts[0] == "this" ? parts.AsSpan(1) : parts)
        {
            if (!Step(part, ref schema))
            {
                return false;
            }
        }

        return true;
    }

    private VariableScope Outermost => _outer?.Outermost ?? this;

    private bool IsParameter(string name) => _parameters.Contains(name) || (_outer?.IsParameter(name) ?? false);

    private static bool Step(string name, ref JsonElement schema)
    {
        // A text or a number holds nothing; without this a path could read the members of the value behind it.
        if (IsScalar(schema))
        {
            return false;
        }

        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties))
        {
            schema = default;
            return true;
        }

        if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out JsonElement found))
        {
            schema = found;
            return true;
        }

        return false;
    }

    private static bool IsScalar(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type))
        {
            return false;
        }

        return type.ValueKind switch
        {
            JsonValueKind.String => !HoldsParts(type),
            JsonValueKind.Array => type.GetArrayLength() > 0 && !type.EnumerateArray().Any(HoldsParts),
            _ => false,
        };
    }

    private static bool HoldsParts(JsonElement type) => type.ValueKind == JsonValueKind.String && type.GetString() is ("object" or "array");
}
