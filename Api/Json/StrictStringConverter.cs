using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Api.Json;

/// <summary>Strings without U+0000, which no relational store keeps faithfully.</summary>
internal sealed class StrictStringConverter : JsonConverter<string>
{
    internal const string NulRefused = "must not contain the character U+0000";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            throw new InvalidTextException("must be a string");
        }

        string? text;

        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new InvalidTextException("must be valid Unicode");
        }

        return text is not null && text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidTextException(NulRefused) : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
