using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Core.Documents;

/// <summary>A reading as JSON: how the reader's process hands it over, and, compressed, how stores keep it.</summary>
public static class DocumentJson
{
    public static byte[] Pack(DocumentReading reading)
    {
        using var packed = new MemoryStream();

        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, reading, DocumentJsonContext.Own.DocumentReading);
        }

        return packed.ToArray();
    }

    /// <exception cref="JsonException">It is of a format that this build does not know.</exception>
    public static DocumentReading Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        DocumentReading reading = JsonSerializer.Deserialize(gzip, DocumentJsonContext.Own.DocumentReading)!;
        return reading.FormatVersion == DocumentReading.CurrentFormat
            ? reading
            : throw new JsonException($"A reading of format {reading.FormatVersion} is not known here.");
    }
}

/// <summary>Generated, so that the reader's process starts without building its serializers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentReading))]
[JsonSerializable(typeof(PdfReaderAnswer))]
public sealed partial class DocumentJsonContext : JsonSerializerContext
{
    /// <summary>Writes letters of all languages as they are.</summary>
    public static DocumentJsonContext Own { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
