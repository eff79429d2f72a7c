using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>Writes a <see cref="PromptBody"/> in its fixed field order.</summary>
internal static class PromptBodyWriter
{
    public static void Write(Utf8JsonWriter writer, PromptBody body)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format_version", PromptBody.CurrentFormatVersion);
        writer.WriteString("type", body.Type == PromptType.Text ? "text" : "chat");
        WriteMessages(writer, body);
        WriteElement(writer, "variables", body.Variables);
        if (body.Model is not null)
        {
            writer.WriteString("model", body.Model);
        }

        if (body.FallbackModel is not null)
        {
            writer.WriteString("fallback_model", body.FallbackModel);
        }

        WriteElement(writer, "parameters", body.Parameters);
        WriteElement(writer, "tools", body.Tools);
        if (body.OutputSchema is { } schema)
        {
            WriteElement(writer, "output_schema", schema);
        }

        WriteElement(writer, "config", body.Config);
        writer.WriteEndObject();
    }

    public static void WriteMessages(Utf8JsonWriter writer, PromptBody body)
    {
        writer.WriteStartArray("messages");
        foreach (PromptMessage message in body.Messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, PromptMessage message)
    {
        writer.WriteStartObject();
        switch (message)
        {
            case PromptMessage.Text text:
                writer.WriteString("role", text.Role);
                writer.WriteString("content", text.Content);
                break;
            case PromptMessage.Multipart multipart:
                writer.WriteString("role", multipart.Role);
                writer.WriteStartArray("content");
                foreach (MessagePart part in multipart.Parts)
                {
                    WritePart(writer, part);
                }

                writer.WriteEndArray();
                break;
            case PromptMessage.Placeholder placeholder:
                writer.WriteString("type", "placeholder");
                writer.WriteString("name", placeholder.Name);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, MessagePart part)
    {
        writer.WriteStartObject();
        writer.WriteString("type", part.Type);
        writer.WriteString(part.Type == "text" ? "text" : "url", part.Content);
        if (part.MediaType is not null)
        {
            writer.WriteString("media_type", part.MediaType);
        }

        writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, string name, JsonElement element)
    {
        writer.WritePropertyName(name);
        element.WriteTo(writer);
    }
}
