using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Client.SemanticKernel;

/// <summary>A variable that a prompt declares.</summary>
internal sealed record PromptVariable(string Name, string Description, bool IsRequired, JsonElement Schema)
{
    /// <summary>Of a prompt's content.</summary>
    public static IEnumerable<PromptVariable> Of(JsonElement content)
    {
        if (!content.TryGetProperty("variables", out JsonElement variables)
            || !variables.TryGetProperty("properties", out JsonElement properties))
        {
            yield break;
        }

        string?[] required = variables.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(name => name.GetString())]
            : [];

        foreach (JsonProperty property in properties.EnumerateObject())
        {
            bool isDescribed = property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("description", out JsonElement _);
            string description = isDescribed ? property.Value.GetProperty("description").GetString() ?? "" : "";
            yield return new PromptVariable(property.Name, description, required.Contains(property.Name), property.Value);
        }
    }

    /// <summary>What is no text in the schema may come as text, as models give it: then it is read as JSON.</summary>
    public JsonNode? Read(object? value)
    {
        if (value is string text && !MayBeText())
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                // Not JSON: the server says what is wrong with it.
            }
        }

        return JsonSerializer.SerializeToNode(value);
    }

    private bool MayBeText() => Schema.ValueKind != JsonValueKind.Object || !Schema.TryGetProperty("type", out JsonElement type)
        || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsText) : IsText(type));

    private static bool IsText(JsonElement type) => type.ValueEquals("string");
}
