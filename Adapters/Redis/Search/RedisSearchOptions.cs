using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Adapters.Redis.Search;

/// <summary>Settings of the search index in Redis. How long an answer is waited for is <see cref="RedisOptions.AnswerTimeout"/>.</summary>
public sealed class RedisSearchOptions
{
    public const string SectionName = "PromptIntel:Search:Redis";

    /// <summary>
    /// How often every process looks whether the index is still whole; default 5 seconds. A search finds out by itself as well.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vectors of a generation stay in Redis after the last process used them; default 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(6);
}
