using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Leagues.Enrichment;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>A league as all stages of the analysis see it: its facts, and what the rules make of them.</summary>
internal sealed class LeaguePicture
{
    public LeaguePicture(LeagueStage stage, AnalysisRules rules)
    {
        Facts = stage.Facts;
        Archetype = stage.Input.Get("enriched").Get("derived").GetText("archetype") ?? "";
        Figures = Figure.Of(Facts, stage.AsOf);
        Inconsistencies = Inconsistency.Find(Facts, Figures, Archetype, rules);
        Unstated = [.. rules.DecisiveFacts.Where(field => !IsStated(field))];
        StatedCount = rules.DecisiveFacts.Length - Unstated.Length;
        Words = FactWords.Of(Facts, Figures);
        Region = FindRegion(stage.Input.Get("enriched"), rules.Comparison.Regions);
        Words.Add("region", Region?.Replace('_', ' '));
        SeasonShape season = SeasonShape.Of(Facts);
        Words.Add("season_weeks", season.Weeks?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Words.Add("season_shape", season.Weeks is null ? null : season.Shape.Replace('_', ' '));
    }

    public LeagueFacts Facts { get; }

    public string Archetype { get; }

    /// <summary>One of the example collection's; null when no country is recognised.</summary>
    public string? Region { get; }

    public ImmutableArray<Figure> Figures { get; }

    public ImmutableArray<Inconsistency> Inconsistencies { get; }

    /// <summary>Decisive facts that are not stated.</summary>
    public ImmutableArray<string> Unstated { get; }

    public int StatedCount { get; }

    public FactWords Words { get; }

    /// <summary>Unlike a value that is missing, an empty list is stated: the league says that there are none.</summary>
    public bool IsStated(string field) => Facts.Value.Get(field).ValueKind == JsonValueKind.Array || Facts.IsKnown(field);

    /// <summary>A number, a list's length, a figure or a count; null when it is not known.</summary>
    public double? Measure(string name) => name switch
    {
        "inconsistencies" => Inconsistencies.Length,
        "stated_facts" => StatedCount,
        _ when Figures.FirstOrDefault(figure => figure.Name == name) is { } figure => figure.Value,
        _ when Facts.Value.Get(name) is { ValueKind: JsonValueKind.Array } list => list.GetArrayLength(),
        _ => (double?)Facts.Number(name),
    };

    /// <summary>The facts that a name in a rule's evidence stands for.</summary>
    public IEnumerable<string> FactsOf(string evidence) => evidence switch
    {
        "inconsistencies" => Inconsistencies.SelectMany(inconsistency => inconsistency.Fields).Distinct(),
        "unstated_facts" => Unstated,
        _ => [evidence],
    };

    /// <summary>Worldwide is where several regions are named; where none is recognised it is nowhere.</summary>
    private static string? FindRegion(JsonElement enriched, ImmutableDictionary<string, string> regions) =>
        enriched.GetText("region_reason") == LeagueProfile.NoCountry || enriched.Get("derived").GetText("region") is not { } region
            ? null
            : regions.GetValueOrDefault(region, region);
}
