using System.Globalization;

namespace PromptIntel.Core.Analytics;

/// <summary>
/// How long many things took, so that percentiles of any hours together can be told: counts by ranges of which each ends a tenth above
/// its beginning, so a percentile is within 5 % of the true one. Equal when the counts are. The default has none.
/// </summary>
/// <param name="Text">As it is stored: <c>range:count</c>, ascending, between commas; null for none.</param>
public readonly record struct DurationHistogram(string? Text)
{
    private const double Growth = 1.1;

    public static DurationHistogram Of(IEnumerable<TimeSpan> durations) => From(durations.CountBy(RangeOf));

    public static DurationHistogram operator +(DurationHistogram one, DurationHistogram other) => Sum([one, other]);

    public static DurationHistogram Sum(IEnumerable<DurationHistogram> histograms)
    {
        var counts = new Dictionary<int, int>();

        foreach ((int range, int count) in histograms.SelectMany(one => one.Counts()))
        {
            counts[range] = counts.GetValueOrDefault(range) + count;
        }

        return From(counts);
    }

    /// <summary>By nearest rank, the middle of the range it is in; null when there are none.</summary>
    public TimeSpan? Percentile(double share)
    {
        KeyValuePair<int, int>[] counts = [.. Counts()];
        long rank = (long)Math.Ceiling(share * counts.Sum(range => (long)range.Value));

        foreach ((int range, int count) in counts)
        {
            rank -= count;

            if (rank <= 0)
            {
                return TimeSpan.FromMilliseconds(Math.Pow(Growth, range + 0.5) - 1);
            }
        }

        return null;
    }

    private static DurationHistogram From(IEnumerable<KeyValuePair<int, int>> counts)
    {
        string text = string.Join(
            ',',
            from range in counts
            orderby range.Key
            select string.Create(CultureInfo.InvariantCulture, $"{range.Key}:{range.Value}"));
        return new DurationHistogram(text.Length == 0 ? null : text);
    }

    // One millisecond more, so that nothing is the beginning of the first range.
    private static int RangeOf(TimeSpan duration) =>
        (int)Math.Floor(Math.Log(Math.Max(0, duration.TotalMilliseconds) + 1) / Math.Log(Growth));

    private IEnumerable<KeyValuePair<int, int>> Counts() => (Text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        string[] pair = part.Split(':');
        return KeyValuePair.Create(int.Parse(pair[0], CultureInfo.InvariantCulture), int.Parse(pair[1], CultureInfo.InvariantCulture));
    });
}
