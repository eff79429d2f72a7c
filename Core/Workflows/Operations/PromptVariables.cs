using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>The part of an operation's input that a prompt declares as its variables.</summary>
internal static class PromptVariables
{
    /// <summary>
    /// Settings and inputs that the prompt does not declare stay out, so that an improved prompt may drop a variable. A null for an
    /// optional variable is left out too: a wire to nothing is the same as no wire.
    /// </summary>
    public static JsonElement Select(JsonElement input, EntryVersion prompt)
    {
        // Without a body that can be read nothing is declared; whoever renders it says what is wrong.
        if (!PromptBody.TryRead(prompt.Body, out PromptBody? body, out _)
            || !body.Variables.TryGetProperty("properties", out JsonElement declared)
            || declared.ValueKind != JsonValueKind.Object)
        {
            return CanonicalJson.EmptyObject;
        }

        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();

            foreach (JsonProperty property in input.EnumerateObject())
            {
                if (declared.TryGetProperty(property.Name, out JsonElement schema)
                    && (property.Value.ValueKind != JsonValueKind.Null || AllowsNull(schema)))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        });
    }

    private static bool AllowsNull(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type", out JsonElement type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(name => name.ValueEquals("null")) : type.ValueEquals("null"));
}
