using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Classification;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Enrichment;

/// <summary>
/// Operation type <c>leagues.enrich</c>: derives what the facts imply (archetype, region, season, completeness, fingerprint, an indicative
/// tier to compare by) and never changes a fact. Settings: <c>archetypes</c>, <c>regions</c>, <c>tier_rules</c>, <c>tier_presets</c>, and
/// optionally <c>prompt</c> for a summary, which only a language model can write.
/// </summary>
internal sealed class EnrichOperation : LeagueOperation
{
    public const string NeedsModel = "[needs a language model]";

    public override string Type => "leagues.enrich";

    public override string Summary => "Derives what the facts of a league imply; changes no fact.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("archetypes", EntryKind.Config, "components"),
        new("regions", EntryKind.Config, "components"),
        new("tier_rules", EntryKind.Config, "components"),
        new("tier_presets", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        LeagueFacts facts = stage.Facts;
        if (facts.Value.ValueKind != JsonValueKind.Object)
        {
            return new OperationOutcome.Failed(ErrorCodes.FactsMissing, "facts: must be the object that extraction put out");
        }

        Derived archetype = LeagueProfile.FindArchetype(facts, stage.Config<Archetypes>("archetypes"));
        Derived region = LeagueProfile.FindRegion(facts, stage.Config<Regions>("regions"));
        SeasonShape season = SeasonShape.Of(facts);
        string[] known = [.. facts.Value.EnumerateObject().Where(fact => fact.Value.HasContent()).Select(fact => fact.Name)];
        string[] missing = [.. facts.Value.EnumerateObject().Where(fact => !fact.Value.HasContent()).Select(fact => fact.Name)];
        decimal completeness = known.Length + missing.Length == 0
            ? 0
            : decimal.Round((decimal)known.Length / (known.Length + missing.Length), 2);
        JsonElement derived = LeagueJson.Write(new
        {
            archetype = archetype.Id,
            region = region.Id,
            season_weeks = season.Weeks,
            season_shape = season.Shape,
            events_per_week = season.EventsPerWeek,
            completeness
        });
        LeagueSignals signals = LeagueSignals.From(
            facts, LeagueJson.Write(new { derived }), default, stage.Config<TierPresets>("tier_presets").PriceList, stage.AsOf);
        TierDecision indicative = TierClassifier.Classify(stage.Config<TierRules>("tier_rules"), signals);

        ModelAnswer? answer = await stage.AskAsync("prompt", new { facts = facts.Value, derived }, cancellationToken);
        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            derived,
            archetype_reason = archetype.Reason,
            region_reason = region.Reason,
            known,
            missing,
            indicative_tier = indicative.Tier,
            fingerprint = Fingerprint.Of(facts),
            comparison_query = string.Join(". ", ComparisonTexts(facts, archetype.Id)),
            summary = (answer as ModelAnswer.Answered)?.Value.GetText("summary") ?? NeedsModel,
        }));
    }

    private static IEnumerable<string> ComparisonTexts(LeagueFacts facts, string archetype) =>
        [
            .. facts.List("league_name"),
            .. facts.List("sport"),
            archetype,
            .. facts.List("location"),
            .. facts.List("countries"),
            .. facts.List("data_feeds"),
            .. facts.List("desired_services")
        ];
}
