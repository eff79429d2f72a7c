using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Operation type <c>leagues.compare</c>: which of the examples that a search found are comparable, on which points, and what they imply
/// for tier and fee. Similar text is not a similar deal: the points decide, the search orders. Settings: <c>rules</c>, optionally
/// <c>prompt</c> for what each teaches.
/// </summary>
internal sealed class CompareOperation : LeagueOperation
{
    private const string Unclear = "unclear";

    public override string Type => "leagues.compare";

    public override string Summary => "Chooses comparable leagues among the examples found, and says on which points.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("rules", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        AnalysisRules rules = stage.Config<AnalysisRules>("rules");
        var league = new LeaguePicture(stage, rules);
        ImmutableArray<Comparable> found = Comparable.ReadAll(stage.Input.Get("examples"), league, rules.Comparison);
        ILookup<bool, Comparable> held = found.ToLookup(comparable => ComparablePoints.IncludesSport(comparable.HoldsOn)
            && comparable.HoldsOn.Length >= rules.Comparison.LeastPoints);

        // A stable sort: of as many points the nearest stays first.
        ImmutableArray<Comparable> kept =
            [.. held[true].OrderByDescending(comparable => comparable.HoldsOn.Length).Take(rules.Comparison.Most)];
        ModelAnswer? answer = kept.IsEmpty ? null : await stage.AskAsync("prompt", new
        {
            league = league.Facts.Value,
            examples = kept.Select(comparable => new { comparable.Id, comparable.Score, value = comparable.Example.Value }),
        }, cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        JsonElement lessons = (answer as ModelAnswer.Answered)?.Value.Get("comparables") ?? default;
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            comparables = kept.Select(comparable => Write(comparable, league, rules.Comparison, lessons)),
            set_aside = held[false].Take(rules.Comparison.MostSetAside).Select(comparable => new
            {
                comparable.Id,
                reason = string.Join(' ', comparable.Sentences(league.Words, Missing(comparable), rules.Comparison)),
            }),
            implied_tier = ImpliedTier(kept, rules.Comparison),
            implied_fee_range = ImpliedFee(kept, FactCurrencies.OfContract(league.Facts), rules.Comparison),
        }));
    }

    private static object Write(Comparable comparable, LeaguePicture league, ComparisonRules rules, JsonElement lessons) => new
    {
        comparable.Id,
        league_name = comparable.Example.Text("league_name"),
        sport = comparable.Example.Text("sport"),
        comparable.Tier,
        region = comparable.Example.Text("region"),
        comparable.Score,
        comparable.HoldsOn,
        alike = comparable.Sentences(league.Words, comparable.HoldsOn, rules),
        different = comparable.Sentences(league.Words, Missing(comparable), rules),
        outcome = comparable.Example.Text("outcome"),
        comparable.AnnualFee,
        comparable.Currency,
        lesson = Lesson(lessons, comparable.Id) ?? comparable.Example.Text("pricing_notes") ?? rules.NoLesson,
    };

    private static IEnumerable<string> Missing(Comparable comparable) => ComparablePoints.All.Except(comparable.HoldsOn);

    private static string? Lesson(JsonElement lessons, string id) => lessons.ValueKind != JsonValueKind.Array
        ? null
        : lessons.EnumerateArray().FirstOrDefault(item => item.GetText("id") == id).GetText("lesson");

    private static string ImpliedTier(ImmutableArray<Comparable> kept, ComparisonRules rules) =>
        kept.Length < rules.LeastForTier
            ? Unclear
            : kept.GroupBy(comparable => comparable.Tier).MaxBy(tier => tier.Count())!.Key ?? Unclear;

    private static object ImpliedFee(ImmutableArray<Comparable> kept, string? currency, ComparisonRules rules)
    {
        Comparable[] priced =
            [.. kept.Where(comparable => currency is not null && comparable.Currency == currency && comparable.AnnualFee is not null)];
        bool isKnown = priced.Length >= rules.LeastForTier;
        return new
        {
            low = isKnown ? priced.Min(comparable => comparable.AnnualFee) : null,
            high = isKnown ? priced.Max(comparable => comparable.AnnualFee) : null,
            currency = isKnown ? currency : null,
            from = isKnown ? priced.Select(comparable => comparable.Id) : [],
        };
    }
}
