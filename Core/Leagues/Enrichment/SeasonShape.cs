namespace PromptIntel.Core.Leagues.Enrichment;

/// <param name="Weeks">From first to last day, rounded up; null when either is unknown or they contradict.</param>
/// <param name="Shape"><c>year_round</c> (40 weeks or more), <c>long</c> (20), <c>short</c> (6), <c>tournament</c>
/// (less), <c>unknown</c>.</param>
/// <param name="EventsPerWeek">Null when events or weeks are unknown.</param>
internal sealed record SeasonShape(int? Weeks, string Shape, decimal? EventsPerWeek)
{
    public static SeasonShape Of(LeagueFacts facts)
    {
        int? weeks = facts.Date("season_start") is { } start && facts.Date("season_end") is { } end && end >= start
            ? (int)Math.Ceiling((end.DayNumber - start.DayNumber + 1) / 7.0)
            : null;
        string shape = weeks switch
        {
            null => "unknown",
            >= 40 => "year_round",
            >= 20 => "long",
            >= 6 => "short",
            _ => "tournament",
        };
        decimal? rate = weeks is { } known && facts.Number("events_per_season") is { } events ? decimal.Round(events / known, 1) : null;
        return new SeasonShape(weeks, shape, rate);
    }
}
