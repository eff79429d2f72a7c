using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>
/// The currencies that fees are quoted in. Factors are price-list factors, reviewed by people, not rates of the day: a quotation must
/// not move with the market between two runs of the same questionnaire.
/// </summary>
internal sealed record PriceList
{
    /// <summary>ISO 4217; the currency of all amounts in configuration.</summary>
    public required string Currency { get; init; }

    /// <summary>How much of a currency one unit of <see cref="Currency"/> is quoted as.</summary>
    public required ImmutableDictionary<string, decimal> Factors { get; init; }

    /// <summary>An amount in the list's currency; null when the amount or its currency is unknown.</summary>
    public decimal? ToListCurrency(decimal? amount, string? currency) =>
        amount is { } known && currency is not null && Factors.TryGetValue(currency.ToUpperInvariant(), out decimal factor)
            ? known / factor
            : null;

    public string? FindProblem() => this switch
    {
        _ when !Factors.TryGetValue(Currency, out decimal own) || own != 1 => $"price_list: the factor of {Currency} must be 1",
        _ when Factors.Values.Any(factor => factor <= 0) => "price_list: factors are greater than 0",
        _ => null,
    };
}
