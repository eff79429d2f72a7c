using System.Buffers;
using System.Text.Json;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>A whole answer as the stream that was asked for: one chunk and the end.</summary>
internal static class WholeAnswer
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    public static byte[] AsEvents(ReadOnlyMemory<byte> completion)
    {
        using JsonDocument document = JsonDocument.Parse(completion);
        var written = new ArrayBufferWriter<byte>(completion.Length + 256);
        written.Write("data: "u8);

        using (var writer = new Utf8JsonWriter(written, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);

                if (property.NameEquals("object"u8))
                {
                    writer.WriteStringValue("chat.completion.chunk"u8);
                }
                else if (property.NameEquals("choices"u8) && property.Value.ValueKind == JsonValueKind.Array)
                {
                    WriteChoices(writer, property.Value);
                }
                else
                {
                    writer.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        // Of an event's data every line is a field of its own. In UTF-8 these bytes stand between tokens only, never in a text.
        byte[] line = written.WrittenSpan.ToArray();
        line.AsSpan().ReplaceAny(LineEnds, (byte)' ');
        return [.. line, .. "\n\ndata: [DONE]\n\n"u8];
    }

    private static void WriteChoices(Utf8JsonWriter writer, JsonElement choices)
    {
        writer.WriteStartArray();

        foreach (JsonElement choice in choices.EnumerateArray())
        {
            writer.WriteStartObject();

            foreach (JsonProperty property in choice.EnumerateObject())
            {
                writer.WritePropertyName(property.NameEquals("message"u8) ? "delta" : property.Name);
                writer.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
