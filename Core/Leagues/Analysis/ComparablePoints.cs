using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>The five points on which a league is set beside an example. What either does not state holds on nothing.</summary>
internal static class ComparablePoints
{
    private const string Sport = "sport";
    private const string Size = "size";
    private const string Region = "region";
    private const string Feeds = "data";
    private const string Outcome = "outcome";

    public static ImmutableArray<string> All { get; } = [Sport, Size, Region, Feeds, Outcome];

    /// <summary>The points that hold, in the order of <see cref="All"/>.</summary>
    public static ImmutableArray<string> Of(LeaguePicture league, LeagueFacts example, ComparisonRules rules) =>
        [.. All.Where(point => point switch
        {
            Sport => IsOneSport(league, example),
            Size => IsOneSize(league, example, (double)rules.SizeFactor),
            Region => league.Region is not null && league.Region == example.Text("region"),
            Feeds => league.Measure("data_feeds") is { } feeds && Math.Abs(feeds - example.List("data_feeds").Length) <= rules.FeedsApart,
            _ => rules.Agreed.Contains(example.Text("outcome") ?? ""),
        })];

    public static bool IncludesSport(ImmutableArray<string> points) => points.Contains(Sport);

    private static bool IsOneSport(LeaguePicture league, LeagueFacts example) =>
        league.Archetype == example.Text("sport_bucket")
        && (league.Facts.Flag("interested_in_betting") is not { } ours
            || example.Flag("interested_in_betting") is not { } theirs
            || ours == theirs);

    private static bool IsOneSize(LeaguePicture league, LeagueFacts example, double factor)
    {
        string? currency = FactCurrencies.OfRevenue(league.Facts);
        return (currency is not null && currency == example.Text("currency")
                && IsNear(league.Facts.Number("annual_revenue"), example.Number("annual_revenue")))
            || IsNear(league.Facts.Number("total_reach"), example.Number("audience"));

        // In floating point: a decimal overflows at what a caller may state.
        bool IsNear(decimal? one, decimal? other) => one is > 0 and { } first && other is > 0 and { } second
            && Math.Max((double)first, (double)second) / Math.Min((double)first, (double)second) <= factor;
    }
}
