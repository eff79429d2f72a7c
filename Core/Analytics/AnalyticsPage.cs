using System.Collections.Immutable;

using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Analytics;

/// <param name="Total">Of all pages; 0 when they were not to be counted.</param>
public sealed record AnalyticsPage<T>(ImmutableArray<T> Items, bool HasMore, long Total);

/// <summary>Use of one version of a prompt over a range.</summary>
/// <param name="FirstUsed">Beginning of the first hour of the range with a call.</param>
public sealed record PromptUse(
    PromptVersionKey Prompt,
    long Calls,
    long Failures,
    long Executions,
    ExecutionUsage Usage,
    DateTimeOffset FirstUsed,
    DateTimeOffset LastUsed)
{
    /// <summary>Of its calls.</summary>
    public DurationHistogram Durations { get; init; }
}

/// <summary>Analysed leagues of one sport and tier over a range.</summary>
public sealed record LeagueCount(string Sport, string Tier, long Leagues, double AverageScore, double AverageConfidence);
