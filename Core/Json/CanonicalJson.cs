using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromptIntel.Core.Json;

/// <summary>JSON as it is stored and hashed.</summary>
public static class CanonicalJson
{
    // The bytes are served as application/json and stored as text, never put into HTML; escaping would only make them longer.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = StorableJson.MaxWrappedDepth };

    /// <summary><c>{}</c></summary>
    public static JsonElement EmptyObject { get; } = Parse("{}"u8);

    /// <summary><c>[]</c></summary>
    public static JsonElement EmptyArray { get; } = Parse("[]"u8);

    /// <summary>A detached element.</summary>
    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        JsonElement element = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("More than one JSON value.") : element;
    }

    /// <summary>A detached element of what <paramref name="write"/> wrote.</summary>
    public static JsonElement Write(Action<Utf8JsonWriter> write) => Parse(WriteBytes(write).Span);

    /// <summary>The bytes of what <paramref name="write"/> wrote, compact, without needless escapes.</summary>
    public static ReadOnlyMemory<byte> WriteBytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>
    /// Writes a value so that neither the order of properties nor the notation of numbers shows: what has the same bytes means the same.
    /// </summary>
    public static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteSorted(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(NumberText(element), skipInputValidation: true);
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static string NumberText(JsonElement number) =>
        number.TryGetDecimal(out decimal value)
            ? value.ToString("0.############################", CultureInfo.InvariantCulture)
            : number.GetDouble().ToString("R", CultureInfo.InvariantCulture);
}
