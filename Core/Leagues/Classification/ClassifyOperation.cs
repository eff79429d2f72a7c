using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Classification;

/// <summary>
/// Operation type <c>leagues.classify</c>: the tier with reasons and confidence. The rules decide alone without a language model; with one,
/// its answer is taken when it is at most one tier from theirs, and every disagreement is recorded and lowers confidence. Settings:
/// <c>tier_rules</c>, <c>tier_presets</c>, optionally <c>prompt</c>.
/// </summary>
internal sealed class ClassifyOperation : LeagueOperation
{
    private const decimal DisagreementFactor = 0.7m;

    public override string Type => "leagues.classify";

    public override string Summary => "Decides the tier of a league by rules, with a second opinion of a language model.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("tier_rules", EntryKind.Config, "components"),
        new("tier_presets", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        JsonElement enriched = stage.Input.Get("enriched");
        JsonElement comparables = stage.Input.Get("comparables");
        LeagueSignals signals = LeagueSignals.From(
            stage.Facts, enriched, comparables, stage.Config<TierPresets>("tier_presets").PriceList, stage.AsOf);
        TierDecision ruled = TierClassifier.Classify(stage.Config<TierRules>("tier_rules"), signals);
        ModelAnswer? answer = await stage.AskAsync(
            "prompt",
            new { facts = stage.Facts.Value, derived = enriched.Get("derived"), comparables = Compact(comparables) },
            cancellationToken);
        return answer switch
        {
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            ModelAnswer.Answered answered => Completed(Reconcile(ruled, answered.Value), ruled, answered.Value.GetText("tier")),
            _ => Completed(ruled, ruled, modelTier: null),
        };
    }

    private static TierDecision Reconcile(TierDecision ruled, JsonElement answer)
    {
        string? proposed = answer.GetText("tier");
        int rank = proposed is null ? -1 : Tiers.Rank(proposed);
        if (rank < 0 || proposed == ruled.Tier)
        {
            return ruled with { Reasons = [.. new LeagueFacts(answer).List("reasons"), .. ruled.Reasons] };
        }

        bool isNear = Math.Abs(rank - Tiers.Rank(ruled.Tier)) == 1;
        return ruled with
        {
            Tier = isNear ? proposed! : ruled.Tier,
            Confidence = decimal.Round(ruled.Confidence * DisagreementFactor, 2),
            Reasons = [
                $"the model proposes {proposed}, the rules {ruled.Tier}", .. new LeagueFacts(answer).List("reasons"), .. ruled.Reasons
            ],
        };
    }

    private static OperationOutcome.Completed Completed(TierDecision decision, TierDecision ruled, string? modelTier) =>
        new(LeagueJson.Write(new
        {
            tier = decision.Tier,
            confidence = decision.Confidence,
            index = decision.Index,
            known_share = decision.KnownShare,
            reasons = decision.Reasons,
            rule_tier = ruled.Tier,
            model_tier = modelTier,
            disagreement = modelTier is not null && modelTier != ruled.Tier,
        }));

    private static JsonElement Compact(JsonElement comparables) =>
        comparables.ValueKind == JsonValueKind.Array
            ? LeagueJson.Write(comparables.EnumerateArray().Select(item => item.Get("value")))
            : LeagueJson.Write(Array.Empty<object>());
}
