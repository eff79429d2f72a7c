using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Adapters.Redis;

/// <summary>Settings of what goes through Redis; where it is, is <c>ConnectionStrings:cache</c>.</summary>
public sealed class RedisOptions
{
    public const string SectionName = "PromptIntel:Redis";

    /// <summary>How long an answer is waited for; default 2 seconds. What takes longer counts as an outage of Redis.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a model's tokens are collected before they are told to the processes that watch; default 40 milliseconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan TokenInterval { get; set; } = TimeSpan.FromMilliseconds(40);
}
