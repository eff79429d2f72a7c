using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Scoring;

/// <param name="Score">0 to 100; null when the signal is unknown.</param>
internal sealed record FactorScore(string Id, string Label, decimal Share, decimal? Score);

/// <param name="Confidence">Share of the factors whose signal is known, 0 to 1.</param>
internal sealed record DimensionScore(
    string Id, string Title, decimal Weight, decimal Score, decimal Confidence, ImmutableArray<FactorScore> Factors);

/// <summary>Scores one dimension over the factors that are known; the unknown ones lower confidence, not the score.</summary>
internal static class DimensionScorer
{
    public static DimensionScore Score(ScoringDimension dimension, LeagueSignals signals, decimal neutralScore)
    {
        ImmutableArray<FactorScore> factors =
            [.. dimension.Factors.Select(factor => new FactorScore(factor.Id, factor.Label, factor.Share, factor.Evaluate(signals)))];
        decimal known = factors.Where(factor => factor.Score is not null).Sum(factor => factor.Share);
        decimal score = known == 0 ? neutralScore : factors.Sum(factor => (factor.Score ?? 0) * factor.Share) / known;
        return new DimensionScore(dimension.Id, dimension.Title, dimension.Weight, decimal.Round(score, 1), known, factors);
    }
}
