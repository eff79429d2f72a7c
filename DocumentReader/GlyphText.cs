using System.Globalization;
using System.Text;

namespace PromptIntel.DocumentReader;

/// <summary>What a glyph says, as text that can be kept and compared.</summary>
internal static class GlyphText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Null when the font's mapping gives nothing that is a character.</summary>
    public static string? Clean(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (value.Length == 1 && value[0] is > ' ' and < '\u007F')
        {
            return value;
        }

        var text = new StringBuilder(value.Length);

        foreach (Rune rune in value.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);

            if (rune.Value == Replacement || category is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                return null;
            }

            text.Append(category switch
            {
                UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
                UnicodeCategory.Control => rune.Value is '\t' or '\n' or '\r' ? " " : "",
                // The soft hyphen at the end of a line is one.
                UnicodeCategory.Format => rune.Value == 0xAD ? "\u00AD" : "",
                _ => Expand(rune),
            });
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>A ligature is how letters are set, not what they are.</summary>
    private static string Expand(Rune rune) => rune.Value switch
    {
        0xFB00 => "ff",
        0xFB01 => "fi",
        0xFB02 => "fl",
        0xFB03 => "ffi",
        0xFB04 => "ffl",
        0xFB05 or 0xFB06 => "st",
        _ => rune.ToString(),
    };
}
