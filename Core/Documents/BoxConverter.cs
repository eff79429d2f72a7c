using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Core.Documents;

internal sealed class BoxConverter : JsonConverter<Box>
{
    public override Box Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A box is an array of four numbers.");
        }

        Span<double> sides = stackalloc double[4];

        for (int i = 0; i < sides.Length; i++)
        {
            sides[i] = reader.Read() && reader.TokenType == JsonTokenType.Number
                ? reader.GetDouble()
                : throw new JsonException("A box is an array of four numbers.");
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new Box(sides[0], sides[1], sides[2], sides[3])
            : throw new JsonException("A box is an array of four numbers.");
    }

    public override void Write(Utf8JsonWriter writer, Box value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(Math.Round(value.Left, 1));
        writer.WriteNumberValue(Math.Round(value.Top, 1));
        writer.WriteNumberValue(Math.Round(value.Right, 1));
        writer.WriteNumberValue(Math.Round(value.Bottom, 1));
        writer.WriteEndArray();
    }
}
