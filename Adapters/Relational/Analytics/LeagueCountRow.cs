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

    public static (string Name, SqlValue Value)[] Of(LeagueHour hour) =>
    [
        ("@Hour", hour.Hour.ToStored()), ("@Sport", hour.Sport), ("@Tier", hour.Tier),
        ("@Leagues", hour.Leagues), ("@ScoreSum", hour.ScoreSum), ("@ConfidenceSum", hour.ConfidenceSum),
    ];
}
