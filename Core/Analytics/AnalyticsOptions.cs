using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Analytics;

/// <summary>Settings of the hourly figures.</summary>
public sealed class AnalyticsOptions
{
    public const string SectionName = "PromptIntel:Analytics";

    /// <summary>
    /// How far before the newest figures hours are counted again; default 1 day. An execution that is resumed
    /// leaves the hour in which it had failed, and a clock that is behind adds to an hour that was counted before.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Lookback { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How old figures may be when they are asked for; default 10 seconds. Older ones are brought up to now first, which counts the running
    /// hour anew.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(10);
}
