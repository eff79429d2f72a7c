using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Contracts.Reference;

/// <summary>The figures that a contract should have: what was agreed, else the tier's, in the contract's currency.</summary>
internal sealed record ExpectedTerms(
    string Tier, ImmutableDictionary<string, decimal> Figures, Region? Region, bool? IsExclusive, bool? AllowsBetting)
{
    public static ExpectedTerms Of(string tier, TierPresets presets, Regions regions, JsonElement agreed, string? currency)
    {
        var facts = new LeagueFacts(agreed);
        TierPreset preset = presets.Tiers[tier];
        decimal? factor = currency is not null && presets.PriceList.Factors.TryGetValue(currency, out decimal known) ? known : null;
        var figures = ImmutableDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        figures["revenue_share_percent"] = preset.RevenueSharePercent;
        figures["payment_days"] = preset.PaymentDays;
        figures["liability_cap_percent"] = preset.LiabilityCapPercent;
        figures["renewal_notice_days"] = preset.RenewalNoticeDays;
        figures["term_months"] = facts.Number("term_months") ?? preset.TermMonths;
        figures["availability_percent"] = preset.ServiceLevels.AvailabilityPercent;
        figures["latency_seconds"] = preset.ServiceLevels.LatencySeconds;
        figures["critical_response_minutes"] = preset.ServiceLevels.CriticalResponseMinutes;
        figures["normal_response_hours"] = preset.ServiceLevels.NormalResponseHours;
        figures["credit_percent"] = preset.ServiceLevels.CreditPercent;

        if (factor is not null)
        {
            figures["insurance_cover"] = preset.InsuranceCover * factor.Value;
        }

        // A fee in another currency than the one agreed cannot be compared.
        if (facts.Number("annual_fee") is { } fee && (facts.Text("currency") ?? currency) == currency)
        {
            figures["annual_fee"] = fee;
        }

        string? region = facts.Text("region");
        return new ExpectedTerms(
            tier,
            figures.ToImmutable(),
            region is null ? null : regions.Items.FirstOrDefault(item => item.Id == region),
            facts.Flag("is_exclusive"),
            facts.Flag("allows_betting"));
    }
}
