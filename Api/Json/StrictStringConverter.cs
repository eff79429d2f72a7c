using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Core.Json;

namespace PromptIntel.Api.Json;

/// <summary>Texts that every store keeps as they are: well-formed Unicode without U+0000.</summary>
internal sealed class StrictStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            throw new InvalidTextException("must be a string");
        }

        string text;

        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidTextException(StorableJson.NotUnicode);
        }

        return StorableJson.FaultOf(text) is { } fault ? throw new InvalidTextException(fault) : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
