using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>A document may state its amounts in thousands or millions, and in which currency, once for all of them.</summary>
internal static partial class AmountScale
{
    /// <summary>The words that belong to every plain number, such as <c>thousand EUR</c>; null where nothing is stated.</summary>
    public static string? In(string text)
    {
        Match match = Statement().Match(text);

        if (!match.Success)
        {
            return null;
        }

        string currency = match.Groups["before"].Value + match.Groups["after"].Value + match.Groups["short"].Value;
        string code = currency switch
        {
            "€" => "EUR",
            "£" => "GBP",
            _ => currency,
        };
        return $"{(match.Groups["million"].Success ? "million" : "thousand")} {code}".Trim();
    }

    [GeneratedRegex(
        @"\bin\s+(?:(?<before>[A-Z]{3}|€|£)\s*)?(?:(?:thousands?|Tsd\.?|Tausend|'000|000s|milliers)|(?<million>millions?|Mio\.?))"
        + @"(?:\s+(?:of\s+)?(?<after>[A-Z]{3}|€|£))?(?!\w)"
        + @"|\b(?:in|Angaben in)\s+T(?<short>EUR|CHF|€)(?!\w)|(?<before>[A-Z]{3}|€|£)\s?'000",
        RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
