using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Scoring;

/// <param name="Amount">A year, in the contract's currency, before rounding of the total.</param>
internal sealed record FeeComponent(string Id, string Label, decimal Amount);

/// <summary>The commercial terms that the draft is written with. Amounts are in <see cref="Currency"/>.</summary>
internal sealed record Pricing
{
    public required string Currency { get; init; }

    /// <summary>What the price list gives; a contract states it only when <see cref="IsQuoted"/>.</summary>
    public required decimal AnnualFee { get; init; }

    /// <summary>False while a fact that the fee is made from is doubtful, or when nothing is left of it.</summary>
    public bool IsQuoted { get; init; } = true;

    public required ImmutableArray<FeeComponent> Components { get; init; }

    public required decimal RevenueSharePercent { get; init; }

    public required decimal InsuranceCover { get; init; }

    public required decimal LiabilityCapPercent { get; init; }

    public required int TermMonths { get; init; }

    public required int PaymentDays { get; init; }

    public required bool IsExclusive { get; init; }

    /// <summary>What a person should know about how the price came about.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>
    /// Prices a tier: base fee and fees by dimension, archetype modifier, exclusivity, ceiling by reported revenue, rounding.
    /// </summary>
    public static Pricing Quote(
        TierPresets presets,
        string tier,
        IReadOnlyCollection<DimensionScore> scores,
        Archetype archetype,
        LeagueFacts facts,
        ImmutableArray<DoubtfulFact> doubtful,
        string regionCurrency)
    {
        TierPreset preset = presets.Tiers[tier];
        var notes = ImmutableArray.CreateBuilder<string>();
        string currency = ChooseCurrency(presets.PriceList, facts, regionCurrency, notes);
        decimal factor = presets.PriceList.Factors[currency];
        bool isExclusive = facts.Flag("exclusivity") ?? false;

        var components = new List<FeeComponent> { new("base", $"Base fee, {preset.Title}", preset.BaseFee * factor) };
        components.AddRange(scores
            .Where(score => preset.FeesByDimension.ContainsKey(score.Id))
            .Select(score => new FeeComponent(
                score.Id, score.Title, decimal.Round(preset.FeesByDimension[score.Id] * score.Score / 100 * factor, 2))));
        AddPercentage("archetype", $"Archetype: {archetype.Title}", (archetype.FeeModifier - 1) * 100);
        AddPercentage("exclusivity", "Exclusive grant", isExclusive ? presets.ExclusivityUpliftPercent : 0);

        decimal fee = components.Sum(component => component.Amount);
        if (facts.Number("annual_revenue") is { } revenue
            && ConvertTo(presets.PriceList, revenue, facts.Text("annual_revenue_currency") ?? facts.Text("currency"), currency) is { } known
            && fee > known * presets.FeeCeilingPercentOfRevenue / 100)
        {
            decimal ceiling = known * presets.FeeCeilingPercentOfRevenue / 100;
            components.Add(new FeeComponent("ceiling", "Ceiling by reported revenue", decimal.Round(ceiling - fee, 2)));
            notes.Add($"the fee is held at {presets.FeeCeilingPercentOfRevenue:0.##} % of the reported revenue");
            fee = ceiling;
        }

        decimal rounded = decimal.Floor(fee / presets.RoundTo) * presets.RoundTo;
        DoubtfulFact? doubt = doubtful.FirstOrDefault(fact => presets.FeeFacts.Contains(fact.Field));
        if (doubt is not null)
        {
            notes.Add($"no fee is quoted: of {doubt.Field} the questionnaire says something that is not understood");
        }

        return new Pricing
        {
            Currency = currency,
            AnnualFee = rounded,
            IsQuoted = doubt is null && rounded > 0,
            Components = [.. components],
            RevenueSharePercent = preset.RevenueSharePercent,
            InsuranceCover = decimal.Round(preset.InsuranceCover * factor / 50_000, MidpointRounding.AwayFromZero) * 50_000,
            LiabilityCapPercent = preset.LiabilityCapPercent,
            TermMonths = facts.Number("requested_term_months") is >= 6 and <= 120 and { } months ? (int)months : preset.TermMonths,
            PaymentDays = preset.PaymentDays,
            IsExclusive = isExclusive,
            Notes = notes.ToImmutable(),
        };

        void AddPercentage(string id, string label, decimal percent)
        {
            if (percent != 0)
            {
                components.Add(
                    new FeeComponent(id, label, decimal.Round(components.Sum(component => component.Amount) * percent / 100, 2)));
            }
        }
    }

    private static string ChooseCurrency(PriceList prices, LeagueFacts facts, string regionCurrency, ImmutableArray<string>.Builder notes)
    {
        string? asked = (facts.Text("currency") ?? facts.Text("annual_revenue_currency"))?.ToUpperInvariant();
        if (asked is not null && prices.Factors.ContainsKey(asked))
        {
            return asked;
        }

        string fallback = prices.Factors.ContainsKey(regionCurrency) ? regionCurrency : prices.Currency;
        notes.Add(
            asked is null ? $"no currency is stated; quoted in {fallback}" : $"{asked} is not in the price list; quoted in {fallback}");
        return fallback;
    }

    private static decimal? ConvertTo(PriceList prices, decimal amount, string? from, string to) =>
        string.Equals(from, to, StringComparison.OrdinalIgnoreCase) ? amount : prices.ToListCurrency(amount, from) * prices.Factors[to];
}
