using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What a JSON Schema says of a value.</summary>
/// <param name="Root">Where references within the schema start.</param>
internal sealed record SchemaType(JsonElement Root, JsonElement Schema) : WireType
{
    // A schema may refer to itself.
    private const int MostHops = 16;

    public override JsonKinds Kinds { get; } = Schema.KindsOf();

    /// <summary>The type of a place in a schema, references followed; anything where they lead nowhere.</summary>
    public static WireType At(JsonElement root, JsonElement schema)
    {
        for (int hops = 0; schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out JsonElement reference); hops++)
        {
            if (hops == MostHops)
            {
                return Unknown;
            }

            schema = SchemaPointer.Find(root, reference.GetString() ?? "");
        }

        return schema.ValueKind == JsonValueKind.Object ? new SchemaType(root, schema) : Unknown;
    }

    public override WireType? Step(string segment) =>
        Kinds != JsonKinds.None && !Kinds.HasFlag(JsonKinds.Object) ? char.IsAsciiDigit(segment[0]) ? Items() : null
        : Schema.TryGetProperty("properties", out JsonElement properties) ? StepInto(properties, segment)
        : Unknown;

    public override WireType? Items() =>
        Kinds != JsonKinds.None && !Kinds.HasFlag(JsonKinds.Array) ? null
        : Schema.TryGetProperty("items", out JsonElement items) ? At(Root, items)
        : Unknown;

    private WireType? StepInto(JsonElement properties, string segment)
    {
        if (properties.TryGetProperty(segment, out JsonElement property))
        {
            return At(Root, property);
        }

        // A schema that lists its properties and says nothing of others means these: a misspelt wire is the commonest mistake.
        bool mayHaveOthers = Schema.TryGetProperty("patternProperties", out _)
            || Schema.TryGetProperty("allOf", out _) || Schema.TryGetProperty("anyOf", out _) || Schema.TryGetProperty("oneOf", out _)
            || (Schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind != JsonValueKind.False);
        return mayHaveOthers ? Unknown : null;
    }
}
