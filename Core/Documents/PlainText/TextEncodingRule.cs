using System.Collections.Frozen;
using System.Text;

namespace PromptIntel.Core.Documents.PlainText;

/// <summary>
/// How the bytes of a text are read. They alone decide, so that the same bytes are the same text whoever sends them: a byte order mark;
/// else UTF-8 when they are valid UTF-8; else Windows-1252, which every sequence of bytes nearly is, and which therefore has to be said.
/// </summary>
internal static class TextEncodingRule
{
    public const string Utf8 = "utf-8";
    public const string Utf16Little = "utf-16le";
    public const string Utf16Big = "utf-16be";
    public const string Windows1252 = "windows-1252";

    /// <summary>What a request may call the encodings.</summary>
    private static readonly FrozenDictionary<string, string[]> Names = new Dictionary<string, string[]>
    {
        ["utf-8"] = [Utf8],
        ["us-ascii"] = [Utf8],
        ["utf-16"] = [Utf16Little, Utf16Big],
        ["utf-16le"] = [Utf16Little],
        ["utf-16be"] = [Utf16Big],
        ["windows-1252"] = [Windows1252],
        ["cp1252"] = [Windows1252],
        // As everywhere on the web, Latin-1 is taken for what it nearly always is.
        ["iso-8859-1"] = [Windows1252],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>0x80 to 0x9F; zero where the encoding has no character.</summary>
    private const string Upper =
        "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0" +
        "\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";

    /// <param name="declared">The <c>charset</c> that the request gives; null when it gives none.</param>
    /// <param name="encoding">One of the four.</param>
    /// <returns>Null when the bytes are a text and the request says nothing else.</returns>
    public static DocumentRefusal? TryDecode(ReadOnlySpan<byte> bytes, string? declared, out string text, out string encoding)
    {
        text = "";
        encoding = Find(bytes, declared);

        if (declared is not null && !Names.ContainsKey(declared))
        {
            return Refuse($"The charset is not read here; allowed: {string.Join(", ", Names.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (encoding.Length == 0)
        {
            return Refuse(
                "The bytes are neither UTF-8 nor UTF-16 with a byte order mark. If they are Windows-1252, say so: charset=windows-1252.");
        }

        try
        {
            text = Decode(bytes, encoding);
        }
        catch (DecoderFallbackException)
        {
            return Refuse($"The bytes are not valid {encoding}.");
        }

        // Pure ASCII is the same in all but UTF-16.
        bool agrees = declared is null
            || Names[declared].Contains(encoding)
            || (encoding == Utf8 && Names[declared] is [Windows1252] && Ascii.IsValid(bytes));
        return agrees ? RefuseControls(text) : Refuse($"The bytes are {encoding}, and the request says another charset.");
    }

    private static string Find(ReadOnlySpan<byte> bytes, string? declared) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Utf16Little
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Utf16Big
        : System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8
        : declared is not null && Names.TryGetValue(declared, out string[]? names) && names[0] == Windows1252 ? Windows1252
        : "";

    private static string Decode(ReadOnlySpan<byte> bytes, string encoding) => encoding switch
    {
        Utf8 => Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes),
        Utf16Little => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true).GetString(bytes[2..]),
        Utf16Big => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true).GetString(bytes[2..]),
        _ => DecodeWindows1252(bytes),
    };

    private static string DecodeWindows1252(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);

        foreach (byte one in bytes)
        {
            text.Append(one is >= 0x80 and < 0xA0 ? Upper[one - 0x80] : (char)one);
        }

        return text.ToString();
    }

    private static DocumentRefusal? RefuseControls(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0 || text.AsSpan().IndexOfAnyInRange('\u000E', '\u001F') >= 0
            ? new DocumentRefusal(RefusalCodes.Broken, "It holds control characters, as no text does; PDF and plain text are read here.")
            : null;

    private static DocumentRefusal Refuse(string detail) => new(RefusalCodes.Encoding, detail);
}
