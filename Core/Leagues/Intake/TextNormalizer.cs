using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Leagues.Intake;

/// <summary>
/// Makes text from forms, mail and PDF comparable: Latin letters in composed form, one kind of newline and of space, and nothing that is
/// invisible or changes the direction of what surrounds it. Words, punctuation and line structure stay.
/// </summary>
internal static class TextNormalizer
{
    public static string Normalize(string text)
    {
        // An unpaired surrogate cannot be composed, stored or hashed alike everywhere.
        string composed = LatinComposition.Compose(ReplaceLoneSurrogates(text));
        var result = new StringBuilder(composed.Length);
        int newlines = 0;
        for (int i = 0; i < composed.Length; i++)
        {
            char c = composed[i];
            if (c is '\n' or '\r' or '\u2028' or '\u2029' or '\f' or '\v' or '\u0085')
            {
                i += c == '\r' && i + 1 < composed.Length && composed[i + 1] == '\n' ? 1 : 0;
                TrimLineEnd(result);
                newlines++;
                if (newlines <= 2)
                {
                    result.Append('\n');
                }
            }
            else if (ToVisible(c) is { } visible)
            {
                newlines = visible is ' ' or '\t' ? newlines : 0;
                result.Append(visible);
            }
        }

        return result.ToString().Trim();
    }

    private static char? ToVisible(char c) => c switch
    {
        '\t' => c,
        _ when CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator => ' ',
        _ when CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format => null,
        _ => c,
    };

    private static void TrimLineEnd(StringBuilder result)
    {
        while (result.Length > 0 && result[^1] is ' ' or '\t')
        {
            result.Length--;
        }
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
