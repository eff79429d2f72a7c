using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog;

/// <summary>What tells one content of an entry from another.</summary>
public static class EntryHash
{
    /// <summary>
    /// Lower-case hexadecimal SHA-256 of kind, description, tags and body. Neither the order of properties nor the notation of numbers
    /// changes it.
    /// </summary>
    public static string Of(EntryKind kind, string description, ImmutableArray<string> tags, JsonElement body)
    {
        ReadOnlyMemory<byte> bytes = CanonicalJson.WriteBytes(writer =>
        {
            writer.WriteStartArray();
            writer.WriteStringValue(kind.ToText());
            writer.WriteStringValue(description);
            writer.WriteStartArray();
            foreach (string tag in tags)
            {
                writer.WriteStringValue(tag);
            }

            writer.WriteEndArray();
            CanonicalJson.WriteSorted(writer, body);
            writer.WriteEndArray();
        });
        return Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
    }
}
