using System.Security.Cryptography;

namespace PromptIntel.Core.Documents;

/// <summary>The id of a document is the SHA-256 of its bytes, lowercase hexadecimal: the same bytes are the same document.</summary>
public static class DocumentIds
{
    /// <summary>In characters.</summary>
    public const int Length = 64;

    public const string Pattern = "^[0-9a-f]{64}$";

    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool IsId(string? text) => text?.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
