using System.Text;
using System.Text.Unicode;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>Bytes that come in as text. What is not UTF-8 is refused by its line, never mended with U+FFFD.</summary>
public static class Utf8Text
{
    /// <summary>The text without a byte order mark; null with the error.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, out EntryError? error)
    {
        error = FaultOf(bytes);
        return error is null ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : null;
    }

    /// <summary>The first line that no store keeps as it is; null when all are well.</summary>
    public static EntryError? FaultOf(ReadOnlySpan<byte> bytes)
    {
        int nul = bytes.IndexOf((byte)0);
        if (nul >= 0)
        {
            return new EntryError("", $"The text {StorableJson.HasNul}.") { Line = LineOf(bytes, nul) };
        }

        return Utf8.IsValid(bytes)
            ? null
            : new EntryError("", "The text is not UTF-8; save it in this encoding.") { Line = LineOf(bytes, FirstInvalid(bytes)) };
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static int LineOf(ReadOnlySpan<byte> bytes, int at) => bytes[..at].Count((byte)'\n') + 1;
}
