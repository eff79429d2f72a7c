using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Schemas;

/// <summary>Places within a schema, as a <c>$ref</c> names them: <c>#/definitions/contact</c>.</summary>
internal static class SchemaPointer
{
    /// <summary>The schema at a place; undefined when there is nothing.</summary>
    public static JsonElement Find(JsonElement root, string pointer)
    {
        JsonElement target = root;

        foreach (string part in pointer.TrimStart('#').Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal);
            target = Step(target, name.Replace("~0", "~", StringComparison.Ordinal));
        }

        return target;
    }

    private static JsonElement Step(JsonElement from, string name) => from.ValueKind switch
    {
        JsonValueKind.Object => from.TryGetProperty(name, out JsonElement member) ? member : default,
        JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < from.GetArrayLength() => from[index],
        _ => default,
    };
}
