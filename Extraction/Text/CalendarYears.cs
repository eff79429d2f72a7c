using System.Globalization;

namespace PromptIntel.Extraction.Text;

/// <summary>Years that head columns and date figures; any other number of four digits is a figure itself.</summary>
internal static class CalendarYears
{
    private const int First = 1900;
    private const int Last = 2099;

    /// <summary>The year that a text of four digits is, from 1900 to 2099; else null.</summary>
    public static int? Of(ReadOnlySpan<char> text) => text.Length == 4 && !text.ContainsAnyExceptInRange('0', '9')
        && int.Parse(text, CultureInfo.InvariantCulture) is var year and >= First and <= Last ? year : null;

    /// <summary>The first year of a text that is one or two of them and nothing else: "2025", "2025/26", "FY 2025-2026".</summary>
    public static int? OfSeason(ReadOnlySpan<char> text)
    {
        text = text.StartsWith("FY", StringComparison.Ordinal) ? text[2..].TrimStart() : text;

        if (text.Length is not (4 or 7 or 9) || Of(text[..4]) is not { } year)
        {
            return null;
        }

        var isSeason = text.Length == 4 || (text[4] is '/' or '-' or '–' && !text[5..].ContainsAnyExceptInRange('0', '9')
            && int.Parse(text[5..], CultureInfo.InvariantCulture) % 100 == (year + 1) % 100);

        return isSeason ? year : null;
    }
}
