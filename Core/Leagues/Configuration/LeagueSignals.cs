using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>
/// All that rules may look at, by name: the facts, what enrichment derived, what the comparison found, and amounts in the price
/// list's currency. A name that is absent is unknown.
/// </summary>
internal sealed class LeagueSignals
{
    private readonly ImmutableDictionary<string, JsonElement> _values;

    private LeagueSignals(ImmutableDictionary<string, JsonElement> values) => _values = values;

    public JsonElement Get(string name) => _values.TryGetValue(name, out JsonElement value) && value.HasContent() ? value : default;

    public static LeagueSignals From(LeagueFacts facts, JsonElement enriched, JsonElement comparables, PriceList prices, DateOnly asOf)
    {
        var values = ImmutableDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement source in new[] { facts.Value, enriched.Get("derived") })
        {
            if (source.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in source.EnumerateObject())
                {
                    values[property.Name] = property.Value;
                }
            }
        }

        AddNumber(
            "annual_revenue_listed",
            prices.ToListCurrency(facts.Number("annual_revenue"), facts.Text("annual_revenue_currency") ?? facts.Text("currency")));
        AddNumber("years_active", facts.Number("founded_year") is { } founded && founded <= asOf.Year ? asOf.Year - founded : null);
        AddComparables();
        return new LeagueSignals(values.ToImmutable());

        void AddComparables()
        {
            if (comparables.ValueKind != JsonValueKind.Array || comparables.GetArrayLength() == 0)
            {
                return;
            }

            JsonElement[] items = [.. comparables.EnumerateArray()];
            int agreed = items.Count(item => item.Get("value").GetText("outcome") is "signed" or "renewed");
            AddNumber("comparable_count", items.Length);
            AddNumber("comparable_agreed_share", decimal.Round((decimal)agreed / items.Length, 2));
        }

        void AddNumber(string name, decimal? number)
        {
            if (number is { } known)
            {
                values[name] = LeagueJson.Write(known);
            }
        }
    }
}
