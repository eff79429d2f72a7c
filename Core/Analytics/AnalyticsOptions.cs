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
}
