using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// What names mean at one place of a template: the schema of the value in scope, and the scope around it. An undefined schema means that
/// nothing is known of the value, so any name may be in it.
/// </summary>
internal sealed class VariableScope
{
    private readonly JsonElement _schema;
    private readonly VariableScope? _outer;
    private readonly bool _isLoop;

    private VariableScope(JsonElement schema, VariableScope? outer, bool isLoop) => (_schema, _outer, _isLoop) = (schema, outer, isLoop);

    /// <summary>Whether this is the scope of a prompt's variables themselves.</summary>
    public bool IsRoot => _outer is null;

    private VariableScope Outermost => _outer?.Outermost ?? this;

    private VariableScope? Loop => _isLoop ? this : _outer?.Loop;

    /// <param name="variables">The declaration; without <c>properties</c> it declares nothing. Undefined where nothing is known.</param>
    public static VariableScope Root(JsonElement variables)
    {
        bool isDeclared = variables.ValueKind == JsonValueKind.Undefined
            || (variables.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object);
        return new VariableScope(isDeclared ? variables : CanonicalJson.Parse("""{"properties":{}}"""u8), null, isLoop: false);
    }

    /// <summary>The scope within a block whose argument is <paramref name="argument"/>.</summary>
    public VariableScope Enter(TemplateExpression argument, BlockType type)
    {
        JsonElement schema = argument is TemplateExpression.Path path && TryResolve(path, out JsonElement found) ? found : default;
        bool isList = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("items", out _);
        bool isLoop = type == BlockType.Each || (type == BlockType.Section && (isList || schema.ValueKind != JsonValueKind.Object));
        return new VariableScope(!isLoop ? schema : isList ? schema.GetProperty("items") : default, this, isLoop);
    }

    /// <summary>Where a path starts; null when it goes out further than there are blocks.</summary>
    public VariableScope? StartOf(TemplateExpression.Path path)
    {
        VariableScope? scope = path.Root == PathRoot.Variables ? Outermost : path.Root >= PathRoot.Index ? Loop : this;
        for (int up = path.Up; up > 0 && scope is not null; up--)
        {
            scope = path.Root >= PathRoot.Index ? scope._outer?.Loop : scope._outer;
        }

        return scope;
    }

    /// <summary>Whether there may be a value at the path, and what is known of it.</summary>
    public bool TryResolve(TemplateExpression.Path path, out JsonElement schema)
    {
        schema = default;
        if (StartOf(path) is not { } start)
        {
            return false;
        }

        bool isOwnValue = path.Root is PathRoot.This or PathRoot.Variables or PathRoot.FirstParameter or PathRoot.Item;
        schema = isOwnValue ? start._schema : default;
        foreach (PathSegment segment in path.Segments)
        {
            if (!isOwnValue || !Step(segment, ref schema))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Step(PathSegment segment, ref JsonElement schema)
    {
        // A text or a number holds nothing.
        if (IsScalar(schema))
        {
            return false;
        }

        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties))
        {
            bool isItem = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("items", out JsonElement items)
                && items.ValueKind == JsonValueKind.Object && segment.Index is not null;
            schema = isItem ? schema.GetProperty("items") : default;
            return true;
        }

        if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(segment.Name, out JsonElement found))
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
