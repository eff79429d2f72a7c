using System.Text;
using System.Text.Json;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>
/// A message whose text came in parts. Families have parts of their own beside it, such as what a model thought before it answered; those
/// are no answer.
/// </summary>
internal static class ContentParts
{
    /// <summary>The text of the parts as one; null leaves them, where one is a refusal, which the client reads.</summary>
    public static byte[]? AsText(ReadOnlyMemory<byte> value)
    {
        using JsonDocument parts = JsonDocument.Parse(value);
        var text = new StringBuilder();

        foreach (JsonElement part in parts.RootElement.EnumerateArray())
        {
            string? type = StringOf(part, "type");

            if (type == "refusal")
            {
                return null;
            }

            if (type is null or "text" or "output_text")
            {
                text.Append(part.ValueKind == JsonValueKind.String ? part.GetString() : StringOf(part, "text"));
            }
        }

        return text.Length == 0 ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(text.ToString());
    }

    private static string? StringOf(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
