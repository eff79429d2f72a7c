using System.Collections.Frozen;
using System.Globalization;

namespace PromptIntel.Extraction.Text;

/// <summary>Names of months and their short forms, in lower case, with the month's number.</summary>
internal static class MonthNames
{
    public static readonly FrozenDictionary<string, int> All = BuildMonths();

    private static FrozenDictionary<string, int> BuildMonths()
    {
        var names = CultureInfo.InvariantCulture.DateTimeFormat;
        var months = new Dictionary<string, int>(StringComparer.Ordinal) { ["sept"] = 9 };

        foreach (var language in new[]
        {
            "januar februar märz april mai juni juli august september oktober november dezember",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "jänner feber mrz apr mai jun jul aug sep okt nov dez",
            "jan febr mär april mai juni juli aug sept okt nov dez",
            "ene feb mar abr may jun jul ago sep oct nov dic",
            "janv févr mars avr mai juin juil août sept oct nov déc",
            "jan fév mar avr mai jun jul aoû sep oct nov déc",
        })
        {
            foreach (var (name, i) in language.Split(' ').Select((name, i) => (name, i)))
            {
                months[name] = i + 1;
            }
        }

        for (var month = 1; month <= 12; month++)
        {
            months[names.GetMonthName(month).ToLowerInvariant()] = month;
            months[names.GetAbbreviatedMonthName(month).ToLowerInvariant()] = month;
        }

        return months.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
