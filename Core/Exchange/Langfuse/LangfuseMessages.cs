using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Langfuse;

/// <summary>The messages of a Langfuse chat: <c>{role, content}</c>, and <c>{type: placeholder, name}</c>.</summary>
internal static class LangfuseMessages
{
    private const string Placeholder = "placeholder";
    private const string ChatMessage = "chatmessage";

    private static readonly string[] Fields = ["type", "role", "content", "name"];

    public static IEnumerable<PromptMessage> Read(JsonElement prompt, LangfuseReading reading)
    {
        foreach ((int index, JsonElement message) in prompt.EnumerateArray().Index())
        {
            string field = $"prompt[{index}]";
            if (message.ValueKind != JsonValueKind.Object)
            {
                reading.Refuse(field, "A message is an object with role and content, or with type placeholder and name.");
            }
            else if (UnknownIn(message) is { } unknown)
            {
                reading.Refuse($"{field}.{unknown}", $"Unknown field; allowed are {string.Join(", ", Fields)}.");
            }
            else if (Text(message, "type") == Placeholder && Text(message, "name") is { Length: > 0 } name)
            {
                yield return new PromptMessage.Placeholder(name);
            }
            else if (Text(message, "type") is null or ChatMessage
                && Text(message, "role") is { } role && Text(message, "content") is { } text)
            {
                // What a role may be is said by the check of the body.
                yield return new PromptMessage.Text(role, LangfuseText.ToTemplate(text, $"{field}.content", reading));
            }
            else
            {
                reading.Refuse(field, "A message has role and content, both texts; a placeholder has type placeholder and name.");
            }
        }
    }

    public static JsonElement Write(ImmutableArray<PromptMessage> messages) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (PromptMessage message in messages)
        {
            writer.WriteStartObject();
            switch (message)
            {
                case PromptMessage.Placeholder placeholder:
                    writer.WriteString("type", Placeholder);
                    writer.WriteString("name", placeholder.Name);
                    break;
                case PromptMessage.Text text:
                    writer.WriteString("type", ChatMessage);
                    writer.WriteString("role", text.Role);
                    writer.WriteString("content", LangfuseText.FromTemplate(text.Content));
                    break;
                case PromptMessage.Multipart multipart:
                    writer.WriteString("type", ChatMessage);
                    writer.WriteString("role", multipart.Role);
                    WriteParts(writer, multipart.Parts);
                    break;
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>As chat endpoints take them, since that is where a client sends what it read.</summary>
    private static void WriteParts(Utf8JsonWriter writer, ImmutableArray<MessagePart> parts)
    {
        writer.WriteStartArray("content");
        foreach (MessagePart part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("type", part.Type == "image" ? "image_url" : part.Type);
            string content = LangfuseText.FromTemplate(part.Content);
            if (part.Type == "text")
            {
                writer.WriteString("text", content);
            }
            else
            {
                writer.WriteStartObject(part.Type == "image" ? "image_url" : "file");
                writer.WriteString(part.Type == "image" ? "url" : "file_data", content);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? UnknownIn(JsonElement message) =>
        message.EnumerateObject().Select(field => field.Name).FirstOrDefault(field => !Fields.Contains(field, StringComparer.Ordinal));

    private static string? Text(JsonElement message, string field) =>
        message.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
