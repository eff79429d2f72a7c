using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>Which rules hold of a league.</summary>
internal static class RuleConditions
{
    /// <summary>In the order of the rules, the first of each code.</summary>
    public static ImmutableArray<AnalysisRule> Holding(ImmutableArray<AnalysisRule> rules, LeaguePicture league) =>
        [.. rules.Where(rule => rule.When.All(condition => Holds(condition, league))).DistinctBy(rule => rule.Code)];

    private static bool Holds(FactCondition condition, LeaguePicture league) =>
        HoldsAs(condition, league) && HoldsWithin(condition, league.Measure(condition.Fact));

    private static bool HoldsAs(FactCondition condition, LeaguePicture league) => condition.Is switch
    {
        "true" => league.Facts.Flag(condition.Fact) == true,
        "false" => league.Facts.Flag(condition.Fact) == false,
        "stated" => league.IsStated(condition.Fact),
        "not_stated" => !league.IsStated(condition.Fact),
        _ => true,
    };

    /// <summary>A bound never holds of what is not known.</summary>
    private static bool HoldsWithin(FactCondition condition, double? value) =>
        !(condition.AtLeast is { } least && !(value >= (double)least))
        && !(condition.AtMost is { } most && !(value <= (double)most))
        && !(condition.Above is { } floor && !(value > (double)floor))
        && !(condition.Below is { } ceiling && !(value < (double)ceiling));
}
