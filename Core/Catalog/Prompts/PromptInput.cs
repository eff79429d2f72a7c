using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>The schema of what a prompt takes.</summary>
internal static class PromptInput
{
    private const string Required = "required";

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
            foreach (JsonProperty keyword in variables.EnumerateObject().Where(keyword => keyword.Name is not ("properties" or Required)))
            {
                keyword.WriteTo(writer);
            }

            WriteProperties(writer, prompt);
            WriteRequired(writer, prompt);
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
            writer.WriteString("type", "array");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// What the declaration requires, and the messages of every placeholder: without them the conversation would have a hole.
    /// </summary>
    private static void WriteRequired(Utf8JsonWriter writer, PromptBody prompt)
    {
        IEnumerable<string> declared = prompt.Variables.TryGetProperty(Required, out JsonElement required)
            && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
            : [];
        string[] names = [.. declared.Concat(prompt.Messages.OfType<PromptMessage.Placeholder>().Select(one => one.Name)).Distinct(
            StringComparer.Ordinal)];

        if (names.Length > 0)
        {
            writer.WriteStartArray(Required);
            Array.ForEach(names, writer.WriteStringValue);
            writer.WriteEndArray();
        }
    }
}
