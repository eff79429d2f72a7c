using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>The tiers by name, and their order from the smallest partnership to the largest.</summary>
internal static class Tiers
{
    public static ImmutableArray<string> Ascending { get; } = ["basic", "standard", "premium", "enterprise"];

    public static int Rank(string tier) => Ascending.IndexOf(tier);
}

/// <param name="From">Lowest index (0 to 100) that reaches the tier.</param>
internal sealed record TierThreshold(string Tier, decimal From);

/// <summary>A league that this signal says "no" about does not rise above a tier, whatever its size.</summary>
internal sealed record TierGate(string Signal, bool WhenIs, string Ceiling, string Reason);

/// <summary>How the tier is decided: a weighted index of size and readiness, thresholds, and ceilings.</summary>
internal sealed record TierRules : ILeagueConfiguration
{
    public required ImmutableArray<ScoreRule> Rules { get; init; }

    /// <summary>Ascending; the first starts at 0.</summary>
    public required ImmutableArray<TierThreshold> Thresholds { get; init; }

    public required ImmutableArray<TierGate> Gates { get; init; }

    /// <summary>Below this known share (0 to 1) of the rules the lowest tier is proposed: little is known, little is promised.</summary>
    public required decimal LeastKnownShare { get; init; }

    /// <summary>Distance of the index from the nearest threshold at which confidence is no longer reduced.</summary>
    public required decimal SafeMargin { get; init; }

    public string? FindProblem() => this switch
    {
        _ when Rules.Sum(rule => rule.Share) != 1 => "the shares of the rules do not sum to 1",
        _ when !Thresholds.Select(threshold => threshold.Tier).SequenceEqual(Tiers.Ascending) =>
            $"thresholds must be for {string.Join(", ", Tiers.Ascending)}, in this order",
        _ when Thresholds[0].From != 0 || !Thresholds.Select(threshold => threshold.From).SequenceEqual(
            Thresholds.Select(threshold => threshold.From).Order()) => "thresholds must start at 0 and ascend",
        _ when Gates.Any(gate => Tiers.Rank(gate.Ceiling) < 0) => "a gate's ceiling is not a tier",
        { SafeMargin: <= 0 } => "safe_margin must be greater than 0",
        _ => Rules.Select(rule => rule.FindProblem()).FirstOrDefault(problem => problem is not null),
    };
}
