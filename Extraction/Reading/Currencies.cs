using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Currency marks and the ISO 4217 codes they stand for.</summary>
internal sealed class Currencies
{
    private static readonly FrozenSet<string> Codes = FrozenSet.ToFrozenSet(
        ("AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK "
            +
             "SGD THB TND TRY TWD UAH USD UYU VND ZAR").Split(' '), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["€"] = "EUR",
        ["euro"] = "EUR",
        ["euros"] = "EUR",
        ["£"] = "GBP",
        ["pound"] = "GBP",
        ["pounds"] = "GBP",
        ["sterling"] = "GBP",
        ["zloty"] = "PLN",
        ["złoty"] = "PLN",
        ["zł"] = "PLN",
        ["rand"] = "ZAR",
        ["forint"] = "HUF",
        ["forints"] = "HUF",
        ["₹"] = "INR",
        ["₺"] = "TRY",
        ["₪"] = "ILS",
        ["₩"] = "KRW",
        ["fr"] = "CHF",
        ["sfr"] = "CHF",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly bool _isDollarAmerican;

    public Currencies(SourceDocument document)
    {
        // "$" means the American dollar unless the text names another one.
        _isDollarAmerican = !document.Tokens.Any(token => document.Text.AsSpan(
            token.Start, token.Length) is "AUD" or "CAD" or "NZD" or "SGD" or "HKD" or "MXN" or "ARS" or "CLP" or "COP");
    }

    /// <summary>
    /// The mark at a token: its code (null for a mark of several currencies such as "kr") and width in tokens; null when it is none.
    /// </summary>
    public (string? Code, int Width)? At(SourceDocument document, int at)
    {
        var tokens = document.Tokens;

        if (at < 0 || at >= tokens.Length)
        {
            return null;
        }

        var raw = document.Text.AsSpan(tokens[at].Start, tokens[at].Length);
        var isDollarNext = at + 1 < tokens.Length && tokens[at + 1].Is("$") && tokens[at + 1].Start == tokens[at].End;

        if (isDollarNext && raw is "US" or "A" or "AU" or "C" or "CA" or "NZ" or "S" or "HK" && isDollarNext)
        {
            return (raw switch { "US" => "USD", "A" or "AU" => "AUD", "C" or "CA" => "CAD", "NZ" => "NZD", "S" => "SGD", _ => "HKD" }, 2);
        }

        if (Codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(raw, out var code))
        {
            return (code, 1);
        }

        return tokens[at].Lower switch
        {
            "$" or "dollar" or "dollars" => (_isDollarAmerican ? "USD" : null, 1),
            "us" when at + 1 < tokens.Length && tokens[at + 1].Lower is "dollar" or "dollars" => ("USD", 2),
            "swiss" when at + 1 < tokens.Length && tokens[at + 1].Lower is "franc" or "francs" => ("CHF", 2),
            "kr" or "¥" or "crown" or "crowns" or "francs" => (null, 1),
            var lower when Words.TryGetValue(lower, out var known) => (known, 1),
            _ => null,
        };
    }
}
