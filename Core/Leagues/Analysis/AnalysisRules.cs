using System.Collections.Immutable;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>What a signal must be; every bound that is given must hold. A list is measured by its length.</summary>
/// <param name="Fact">A fact's field, a figure of the profile, <c>inconsistencies</c> or <c>stated_facts</c>.</param>
/// <param name="Is"><c>true</c>, <c>false</c>, <c>stated</c> or <c>not_stated</c>; null asks for the bounds alone.</param>
internal sealed record FactCondition(
    string Fact, string? Is = null, decimal? AtLeast = null, decimal? AtMost = null, decimal? Above = null, decimal? Below = null)
{
    public bool IsUsable => Is is null or "true" or "false" or "stated" or "not_stated"
        && (Is is not null || (AtLeast ?? AtMost ?? Above ?? Below) is not null);
}

/// <summary>A strength, a risk or a deal breaker that holds when all its conditions do.</summary>
/// <param name="Kind">Field of a risk.</param>
/// <param name="Evidence">Facts that are shown; <c>inconsistencies</c> and <c>unstated_facts</c> stand for those concerned.</param>
/// <param name="Point">The sentence, with values in braces.</param>
/// <param name="Advice">What it changes in the offer, or what is done against it.</param>
internal sealed record AnalysisRule(
    string Code,
    ImmutableArray<FactCondition> When,
    ImmutableArray<string> Evidence,
    string Point,
    string? Advice = null,
    string? Kind = null,
    string? Likelihood = null,
    string? Impact = null);

/// <summary>When an example league is comparable, and the sentence of each point, with both values in braces.</summary>
internal sealed record ComparisonRules(
    decimal SizeFactor,
    int FeedsApart,
    int LeastPoints,
    int Most,
    int MostSetAside,
    int LeastForTier,
    ImmutableArray<string> Agreed,
    ImmutableDictionary<string, string> Regions,
    ImmutableDictionary<string, string> Sentences,
    string NoLesson);

/// <summary>The rules and sentences of a league analysis; a sentence with a value that is not known is left out.</summary>
internal sealed record AnalysisRules : ILeagueConfiguration
{
    private static readonly ImmutableArray<string> Levels = ["low", "medium", "high"];

    /// <summary>Facts that a decision about a partnership rests on.</summary>
    public required ImmutableArray<string> DecisiveFacts { get; init; }

    /// <summary>Archetype whose teams have a usual size, and that size.</summary>
    public required string TeamArchetype { get; init; }

    public required decimal LeastAthletesPerTeam { get; init; }

    public required decimal MostAthletesPerTeam { get; init; }

    /// <summary>The first that is complete.</summary>
    public required ImmutableArray<string> Headlines { get; init; }

    /// <summary>Sentences by paragraph of the profile.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Paragraphs { get; init; }

    /// <summary>What stands where no sentence of a paragraph is complete.</summary>
    public required string NothingStated { get; init; }

    /// <summary>Sentences by code.</summary>
    public required ImmutableDictionary<string, string> Inconsistencies { get; init; }

    /// <summary>Most telling first; the first of a code that holds counts.</summary>
    public required ImmutableArray<AnalysisRule> Strengths { get; init; }

    public required ImmutableArray<AnalysisRule> Risks { get; init; }

    public required ImmutableArray<AnalysisRule> DealBreakers { get; init; }

    public required ComparisonRules Comparison { get; init; }

    public string? FindProblem() => this switch
    {
        _ when Strengths.Concat(Risks).Concat(DealBreakers).FirstOrDefault(rule => !rule.When.All(condition => condition.IsUsable)
            || rule.When.IsDefaultOrEmpty) is { } rule => $"rule '{rule.Code}': a condition has no bound, or an unknown `is`",
        _ when Strengths.Concat(Risks).FirstOrDefault(rule => rule.Evidence.IsDefaultOrEmpty || rule.Advice is null) is { } rule =>
            $"rule '{rule.Code}': needs evidence and advice",
        _ when Risks.FirstOrDefault(rule => rule.Kind is null || !Levels.Contains(rule.Likelihood ?? "")
            || !Levels.Contains(rule.Impact ?? "")) is { } rule => $"risk '{rule.Code}': needs kind, likelihood and impact",
        _ when ComparablePoints.All.FirstOrDefault(point => !Comparison.Sentences.ContainsKey(point)) is { } point =>
            $"comparison: '{point}' has no sentence",
        _ when Comparison.SizeFactor < 1 => "comparison: size_factor is below 1",
        _ when InconsistencyCodes.All.FirstOrDefault(code => !Inconsistencies.ContainsKey(code)) is { } code =>
            $"inconsistencies: '{code}' has no sentence",
        _ when ProfileParagraphs.All.FirstOrDefault(name => !Paragraphs.ContainsKey(name)) is { } name =>
            $"paragraphs: '{name}' is missing",
        _ => null,
    };
}
