using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>The schema of what a prompt takes.</summary>
internal static class PromptInput
{
    // A declaration with one of these says itself what else there may be.
    private static readonly string[] SpeakOfOthers =
        ["additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames", "$ref", "allOf", "anyOf", "oneOf", "if"];

    /// <inheritdoc cref="PromptBody.InputSchema"/>
    public static JsonElement SchemaOf(PromptBody prompt)
    {
        JsonElement variables = prompt.Variables;
        if (SpeakOfOthers.Any(keyword => variables.TryGetProperty(keyword, out _)))
        {
            return variables;
        }

        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty keyword in variables.EnumerateObject().Where(keyword => keyword.Name != "properties"))
            {
                keyword.WriteTo(writer);
            }

            WriteProperties(writer, prompt);
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteEndObject();
        });
    }

    private static void WriteProperties(Utf8JsonWriter writer, PromptBody prompt)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject("properties");
        if (prompt.Variables.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in properties.EnumerateObject().Where(property => names.Add(property.Name)))
            {
                property.WriteTo(writer);
            }
        }

        foreach (string name in prompt.Messages.OfType<PromptMessage.Placeholder>().Select(one => one.Name).Where(names.Add))
        {
            writer.WriteStartObject(name);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
