using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>The stored form of a <see cref="Manifest"/>: snake_case JSON with <c>format_version</c> inside; every released version still loads.</summary>
public static class ManifestJson
{
    public static byte[] Serialize(Manifest manifest) => throw new NotImplementedException();

    /// <summary>Throws <see cref="JsonException"/> for a format version this build does not know.</summary>
    public static Manifest Deserialize(ReadOnlySpan<byte> json) => throw new NotImplementedException();
}
