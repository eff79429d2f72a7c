using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>Facts that do not fit together.</summary>
internal sealed record Inconsistency(string Code, ImmutableArray<string> Fields)
{
    private static readonly ImmutableArray<string> Currencies = ["annual_revenue_currency", "proposed_fee_currency", "currency"];

    /// <param name="archetype">Of the league.</param>
    public static ImmutableArray<Inconsistency> Find(
        LeagueFacts facts, ImmutableArray<Figure> figures, string archetype, AnalysisRules rules)
    {
        var found = ImmutableArray.CreateBuilder<Inconsistency>();
        Figure? squad = figures.FirstOrDefault(figure => figure.Name == "athletes_per_team");

        if (archetype == rules.TeamArchetype && squad is not null
            && (squad.Value < (double)rules.LeastAthletesPerTeam || squad.Value > (double)rules.MostAthletesPerTeam))
        {
            found.Add(new Inconsistency(InconsistencyCodes.Squad, squad.From));
        }

        if (facts.Date("season_start") is { } start && facts.Date("season_end") is { } end && end < start)
        {
            found.Add(new Inconsistency(InconsistencyCodes.Season, ["season_start", "season_end"]));
        }

        ImmutableArray<string> stated = [.. Currencies.Where(field => facts.Text(field) is not null)];

        if (stated.Select(field => facts.Text(field)!.ToUpperInvariant()).Distinct().Count() > 1)
        {
            found.Add(new Inconsistency(InconsistencyCodes.Currencies, stated));
        }

        return found.ToImmutable();
    }
}

/// <summary>The codes of inconsistencies.</summary>
internal static class InconsistencyCodes
{
    public const string Squad = "athletes_per_team";
    public const string Season = "season_dates";
    public const string Currencies = "currencies";

    public static ImmutableArray<string> All { get; } = [Squad, Season, Currencies];
}
