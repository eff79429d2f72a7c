using System.Text.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Fields of what others wrote: it may be of any type.</summary>
internal static class JsonFields
{
    /// <summary>Null for a field that is not there or null, and for what is no object.</summary>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Null for what is no text.</summary>
    public static string? TextField(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
