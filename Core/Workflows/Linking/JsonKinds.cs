using System.Text.Json;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// The JSON types that a value may have; <see cref="None"/> when nothing is known. Null is left out: any value may be absent.
/// </summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Array = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    Object = 16,
    String = 32,
}

internal static class JsonKindsExtensions
{
    private static readonly JsonKinds[] Each = [
        JsonKinds.Array, JsonKinds.Boolean, JsonKinds.Integer, JsonKinds.Number, JsonKinds.Object, JsonKinds.String
    ];

    /// <summary>What the <c>type</c> of a schema says.</summary>
    public static JsonKinds KindsOf(this JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return JsonKinds.None;
        }

        if (type.ValueKind != JsonValueKind.Array)
        {
            return Parse(type);
        }

        JsonKinds kinds = JsonKinds.None;

        foreach (JsonElement name in type.EnumerateArray())
        {
            kinds |= Parse(name);
        }

        return kinds;
    }

    /// <summary>Whether a value of one of these types could be one of the wanted. A number may be whole.</summary>
    public static bool Overlap(this JsonKinds given, JsonKinds wanted)
    {
        const JsonKinds Numeric = JsonKinds.Integer | JsonKinds.Number;
        return (given & wanted) != JsonKinds.None || ((given & Numeric) != JsonKinds.None && (wanted & Numeric) != JsonKinds.None);
    }

    public static string ToText(this JsonKinds kinds) =>
        kinds == JsonKinds.None
            ? "anything"
            : string.Join(" or ", Each.Where(kind => kinds.HasFlag(kind)).Select(kind => kind.ToString().ToLowerInvariant()));

    private static JsonKinds Parse(JsonElement name) =>
        name.ValueEquals("object"u8) ? JsonKinds.Object
        : name.ValueEquals("string"u8) ? JsonKinds.String
        : name.ValueEquals("number"u8) ? JsonKinds.Number
        : name.ValueEquals("integer"u8) ? JsonKinds.Integer
        : name.ValueEquals("array"u8) ? JsonKinds.Array
        : name.ValueEquals("boolean"u8) ? JsonKinds.Boolean
        : JsonKinds.None;
}
