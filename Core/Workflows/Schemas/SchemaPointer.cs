using System.Text.Json;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>Places within a schema, as a <c>$ref</c> names them: <c>#/definitions/contact</c>.</summary>
internal static class SchemaPointer
{
    /// <summary>The schema at a place; undefined when there is nothing.</summary>
    public static JsonElement Find(JsonElement root, string pointer)
    {
        JsonElement target = root;

        foreach (string part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
            {
                return default;
            }
        }

        return target;
    }
}
