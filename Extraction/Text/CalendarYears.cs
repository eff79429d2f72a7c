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
}
