using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// The stored form of a <see cref="Manifest"/>: snake_case JSON with <c>format_version</c> inside; every released version still loads.
/// </summary>
public static class ManifestJson
{
    /// <summary>For reading: a member that an older build did not write keeps its initial value, which generated code would take.</summary>
    private static readonly JsonSerializerOptions Options = Create();

    private static readonly ManifestJsonContext Generated = new(Create());

    public static byte[] Serialize(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Generated.Manifest);

    /// <summary>Throws <see cref="JsonException"/> for a format version this build does not know.</summary>
    public static Manifest Deserialize(ReadOnlySpan<byte> json)
    {
        Manifest manifest = JsonSerializer.Deserialize<Manifest>(json, Options) ?? throw new JsonException("A manifest is an object.");
        return manifest.FormatVersion is Manifest.CurrentFormatVersion or Manifest.FormatVersionWithChoices
            ? manifest
            : throw new JsonException(
                $"The manifest has format version {manifest.FormatVersion}; this build reads up to {Manifest.FormatVersionWithChoices}.");
    }

    /// <summary>As <see cref="Deserialize"/>, of what a store holds.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a build that knew more.</exception>
    public static Manifest Read(string hash, ReadOnlySpan<byte> json)
    {
        try
        {
            return Deserialize(json);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or FormatException
            or InvalidOperationException)
        {
            throw new InvalidDataException($"The manifest {hash} cannot be read.", exception);
        }
    }

    /// <summary>
    /// The manifest with its hash: lower-case hexadecimal SHA-256 over the stored form without hash and entries, whose order is fixed,
    /// then a line for each entry with key, version and content hash, which stands for the body.
    /// </summary>
    public static Manifest Seal(Manifest manifest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Serialize(manifest with { Hash = "", Entries = [] }));

        foreach (EntryVersion entry in manifest.Entries)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{entry.Key}@{entry.Number} {entry.ContentHash}")));
        }

        return manifest with { Hash = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    private static JsonSerializerOptions Create() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        MaxDepth = StorableJson.MaxWrappedDepth,
        // Stored in a database and never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

/// <summary>Generated, because every start pins the workflows and would build these serializers while somebody waits.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
