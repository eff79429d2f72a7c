using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Classification;

/// <param name="Index">0 to 100 over the rules whose signal is known.</param>
/// <param name="KnownShare">Share of the rules whose signal is known, 0 to 1.</param>
/// <param name="Confidence">0 to 1: how much is known, and how far the index is from the next tier.</param>
internal sealed record TierDecision(string Tier, decimal Index, decimal KnownShare, decimal Confidence, ImmutableArray<string> Reasons);

/// <summary>Decides the tier by rules alone; the same facts always give the same tier.</summary>
internal static class TierClassifier
{
    public static TierDecision Classify(TierRules rules, LeagueSignals signals)
    {
        var scored = rules.Rules.Select(rule => (Rule: rule, Score: rule.Evaluate(signals))).ToList();
        decimal known = scored.Where(item => item.Score is not null).Sum(item => item.Rule.Share);
        decimal index = known == 0 ? 0 : decimal.Round(scored.Sum(item => (item.Score ?? 0) * item.Rule.Share) / known, 1);
        List<string> reasons =
        [
            .. scored.Where(item => item.Score is not null)
                .OrderByDescending(item => item.Score * item.Rule.Share)
                .Select(item => string.Create(
                    CultureInfo.InvariantCulture, $"{item.Rule.Label}: {item.Score:0} of 100, weight {item.Rule.Share:0.##}")),
            .. scored.Where(item => item.Score is null).Select(item => $"{item.Rule.Label}: not stated"),
        ];
        if (known < rules.LeastKnownShare)
        {
            reasons.Insert(0, "too little is stated for a higher tier");
            return new TierDecision(Tiers.Ascending[0], index, known, decimal.Round(known / 2, 2), [.. reasons]);
        }

        string tier = rules.Thresholds.Last(threshold => threshold.From <= index).Tier;
        foreach (TierGate gate in rules.Gates.Where(gate => IsClosed(gate, signals)))
        {
            if (Tiers.Rank(gate.Ceiling) < Tiers.Rank(tier))
            {
                tier = gate.Ceiling;
                reasons.Insert(0, $"held at {tier}: {gate.Reason}");
            }
        }

        return new TierDecision(tier, index, known, Confidence(rules, index, known), [.. reasons]);
    }

    private static bool IsClosed(TierGate gate, LeagueSignals signals) =>
        signals.Get(gate.Signal).ValueKind == (gate.WhenIs ? System.Text.Json.JsonValueKind.True : System.Text.Json.JsonValueKind.False);

    private static decimal Confidence(TierRules rules, decimal index, decimal known)
    {
        decimal margin = rules.Thresholds.Skip(1).Min(threshold => Math.Abs(threshold.From - index));
        decimal clear = Math.Min(1, margin / rules.SafeMargin);

        // On a threshold itself two tiers are equally right: half of what is known remains.
        return decimal.Round(known * (0.5m + (0.5m * clear)), 2);
    }
}
