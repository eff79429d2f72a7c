using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Leagues.Review;

/// <summary>What a person should know about the facts and the decisions behind a contract, whatever its text says.</summary>
internal static class FactChecks
{
    private const int LongestQuotation = 120;

    public static IEnumerable<ReviewFlag> CheckCritical(LeagueFacts facts, ReviewPolicy policy) =>
        policy.CriticalFacts.Where(fact => !facts.IsKnown(fact))
            .Select(fact => ReviewFlag.Note("fact_missing", fact, "the questionnaire does not state it"));

    /// <summary>What the policy counts is a warning, the rest a note.</summary>
    public static IEnumerable<ReviewFlag> CheckDoubtful(ImmutableArray<DoubtfulFact> doubtful, ReviewPolicy policy) =>
        from fact in doubtful
        let quotation = StorableText.Beginning(fact.Text, LongestQuotation)
        let detail = $"the questionnaire says \"{quotation}{(quotation == fact.Text ? "" : "…")}\": {fact.Reason}"
        select policy.DoubtfulFacts.Contains(fact.Field)
            ? ReviewFlag.Warning("fact_doubtful", fact.Field, detail)
            : ReviewFlag.Note("fact_doubtful", fact.Field, detail);

    public static IEnumerable<ReviewFlag> CheckConsistency(LeagueFacts facts, DateOnly asOf)
    {
        if (facts.Date("season_start") is { } start && facts.Date("season_end") is { } end && end < start)
        {
            yield return ReviewFlag.Warning("season_contradicts", "season_end", "the season ends before it starts");
        }

        if (facts.Date("requested_start_date") is { } requested && requested < asOf)
        {
            yield return ReviewFlag.Warning(
                "start_in_past", "requested_start_date", "the requested start lies before the day of the draft");
        }

        if (facts.Number("founded_year") > asOf.Year)
        {
            yield return ReviewFlag.Warning("founded_in_future", "founded_year", "the year of foundation lies in the future");
        }

        if (facts.IsKnown("annual_revenue") && !facts.IsKnown("annual_revenue_currency") && !facts.IsKnown("currency"))
        {
            yield return ReviewFlag.Warning(
                "currency_missing", "annual_revenue_currency", "an amount is stated without its currency and was not used");
        }
    }

    public static IEnumerable<ReviewFlag> CheckExpectations(LeagueFacts facts, Pricing pricing)
    {
        string? currency = facts.Text("proposed_fee_currency") ?? facts.Text("currency");
        if (pricing.IsQuoted && facts.Number("proposed_fee") is { } asked && (asked > pricing.AnnualFee || currency != pricing.Currency))
        {
            string asks = currency is null ? Wording.Number(asked) : Wording.Money(asked, currency);
            yield return ReviewFlag.Warning(
                "fee_expectation",
                "proposed_fee",
                $"the league asks for {asks} a year; quoted are {Wording.Money(pricing.AnnualFee, pricing.Currency)}");
        }

        if (facts.Number("proposed_revenue_share_percent") is { } share && share > pricing.RevenueSharePercent)
        {
            yield return ReviewFlag.Warning("share_expectation", "proposed_revenue_share_percent", string.Create(
                CultureInfo.InvariantCulture, $"the league asks for {share:0.##} %; quoted are {pricing.RevenueSharePercent:0.##} %"));
        }

        foreach (string note in pricing.Notes)
        {
            yield return ReviewFlag.Note("pricing_note", "pricing", note);
        }
    }

    public static IEnumerable<ReviewFlag> CheckDecisions(
        JsonElement classification, decimal scoreConfidence, string? language, ReviewPolicy policy)
    {
        if (classification.Get("disagreement").ValueKind == JsonValueKind.True)
        {
            yield return ReviewFlag.Warning(
                "tier_disagreement",
                "tier",
                $"the model says {classification.GetText("model_tier")}, the rules {classification.GetText("rule_tier")}");
        }

        if ((new LeagueFacts(classification).Number("confidence") ?? 0) < policy.LowConfidence)
        {
            yield return ReviewFlag.Warning("tier_uncertain", "tier", "the tier rests on few facts, or lies near the next one");
        }

        if (scoreConfidence < policy.LowConfidence)
        {
            yield return ReviewFlag.Warning("score_uncertain", "scores", "many of the scored factors are not stated");
        }

        if (language is not null && !policy.Languages.Contains(language))
        {
            yield return ReviewFlag.Warning(
                "language_unsupported", "language", $"the questionnaire seems to be written in '{language}'; the reading rules are not");
        }
    }
}
