using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Enrichment;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>A ratio of two facts.</summary>
/// <param name="Value">Rounded to six significant digits.</param>
/// <param name="Unit">A currency, <c>years</c> or <c>per cent</c>; null for a plain ratio.</param>
internal sealed record Figure(string Name, double Value, string? Unit, ImmutableArray<string> From)
{
    /// <summary>Every ratio of which both facts are stated and the divisor is above zero.</summary>
    public static ImmutableArray<Figure> Of(LeagueFacts facts, DateOnly asOf)
    {
        var figures = ImmutableArray.CreateBuilder<Figure>();
        string? currency = FactCurrencies.OfRevenue(facts);
        Add("athletes_per_team", "number_of_athletes", "number_of_teams", null);
        Add("events_per_team", "events_per_season", "number_of_teams", null);
        Add("reach_per_event", "total_reach", "events_per_season", null);
        Add("revenue_per_event", "annual_revenue", "events_per_season", currency);
        Add("revenue_per_team", "annual_revenue", "number_of_teams", currency);

        if (SeasonShape.Of(facts).EventsPerWeek is { } weekly)
        {
            figures.Add(new Figure("events_per_week", (double)weekly, null, ["events_per_season", "season_start", "season_end"]));
        }

        if (facts.Number("founded_year") is { } founded && founded <= asOf.Year)
        {
            figures.Add(new Figure("years_active", asOf.Year - (double)founded, "years", ["founded_year"]));
        }

        if (currency is not null && FactCurrencies.OfFee(facts) == currency)
        {
            Add("proposed_fee_percent_of_revenue", "proposed_fee", "annual_revenue", "per cent", factor: 100);
        }

        return figures.ToImmutable();

        void Add(string name, string fact, string divisor, string? unit, double factor = 1)
        {
            if (facts.Number(fact) is { } value && facts.Number(divisor) is > 0 and { } by)
            {
                figures.Add(new Figure(name, Round(factor * (double)value / (double)by), unit, [fact, divisor]));
            }
        }
    }

    /// <summary>To six significant digits, so that no figure looks more exact than its facts.</summary>
    public static double Round(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 5);
        return unit >= 1 ? Math.Round(value / unit) * unit : Math.Round(value, (int)Math.Min(15, Math.Round(-Math.Log10(unit))));
    }
}

/// <summary>The currencies of a league's amounts: their own, else that of the contract.</summary>
internal static class FactCurrencies
{
    public static string? OfRevenue(LeagueFacts facts) => Of(facts, "annual_revenue_currency", "currency");

    public static string? OfFee(LeagueFacts facts) => Of(facts, "proposed_fee_currency", "currency");

    /// <summary>What the league would be paid in.</summary>
    public static string? OfContract(LeagueFacts facts) => Of(facts, "currency", "annual_revenue_currency");

    private static string? Of(LeagueFacts facts, string own, string other) =>
        (facts.Text(own) ?? facts.Text(other))?.ToUpperInvariant();
}
