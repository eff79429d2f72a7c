using PromptIntel.Core.Analytics;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>Rows of <c>league_hours</c>, added up.</summary>
internal sealed class LeagueCountRow
{
    public string Sport { get; init; } = "";

    public string Tier { get; init; } = "";

    public long Leagues { get; init; }

    public double ScoreSum { get; init; }

    public double ConfidenceSum { get; init; }

    public LeagueCount ToCount() => new(Sport, Tier, Leagues, ScoreSum / Leagues, ConfidenceSum / Leagues);

    public static object Of(LeagueHour hour) => new { Hour = hour.Hour.ToStored(), hour.Sport, hour.Tier, hour.Leagues, hour.ScoreSum, hour.ConfidenceSum };
}
