using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Scoring;

/// <summary>
/// Operation type <c>leagues.score</c>: the seven dimensions with the factors that made them, the overall score, and the price of the tier.
/// Settings: <c>weights</c>, <c>tier_presets</c>, <c>archetypes</c>, <c>regions</c>.
/// </summary>
internal sealed class ScoreOperation : LeagueOperation
{
    public override string Type => "leagues.score";

    public override string Summary => "Scores a league in seven dimensions and prices its tier.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("weights", EntryKind.Config, "components"),
        new("tier_presets", EntryKind.Config, "components"),
        new("archetypes", EntryKind.Config, "components"),
        new("regions", EntryKind.Config, "components"),
    ];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private static OperationOutcome Run(LeagueStage stage)
    {
        string tier = stage.Input.GetText("tier") ?? "";
        if (Tiers.Rank(tier) < 0)
        {
            return new OperationOutcome.Failed(ErrorCodes.UnknownTier, $"tier: must be one of {string.Join(", ", Tiers.Ascending)}");
        }

        JsonElement enriched = stage.Input.Get("enriched");
        TierPresets presets = stage.Config<TierPresets>("tier_presets");
        ScoringWeights weights = stage.Config<ScoringWeights>("weights");
        LeagueSignals signals = LeagueSignals.From(stage.Facts, enriched, stage.Input.Get("comparables"), presets.PriceList, stage.AsOf);
        ImmutableArray<DimensionScore> scores =
            [.. weights.Dimensions.Select(dimension => DimensionScorer.Score(dimension, signals, weights.NeutralScore))];
        Archetype archetype = stage.Config<Archetypes>("archetypes").Find(enriched.Get("derived").GetText("archetype") ?? "");
        string currency = stage.Config<Regions>("regions").Find(enriched.Get("derived").GetText("region") ?? "").Currency;
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            dimensions = scores,
            overall = decimal.Round(scores.Sum(score => score.Score * score.Weight), 1),
            confidence = decimal.Round(scores.Sum(score => score.Confidence * score.Weight), 2),
            pricing = Pricing.Quote(presets, tier, scores, archetype, stage.Facts, stage.Doubtful, currency),
        }));
    }
}
