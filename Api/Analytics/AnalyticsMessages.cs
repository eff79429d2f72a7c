using PromptIntel.Api.Execution;

namespace PromptIntel.Api.Analytics;

/// <summary>A page of figures.</summary>
/// <param name="AsOf">All that ended before this instant is counted; null when the figures could not be brought up to now.</param>
internal sealed record FiguresResponse<T>(IReadOnlyList<T> Items, string? NextCursor, long Total, DateTimeOffset? AsOf);

/// <summary>Executions of one workflow that ended in one hour, or in what <c>by</c> asked for.</summary>
/// <param name="Hour">The beginning of the hour, the day or the range.</param>
/// <param name="SuccessRate">0 to 1.</param>
/// <param name="P50Seconds">
/// From the first claim to the end; null when none was ever begun. Exact of one hour, within 5 % of more.
/// </param>
/// <param name="Usage">Of the runs that it is known of; null where it is of none.</param>
/// <param name="RunsWithoutTokens">Runs that asked a model and of whose tokens nobody told.</param>
/// <param name="RunsWithoutCost">Runs that asked a model and whose cost is not known.</param>
internal sealed record WorkflowHourItem(
    DateTimeOffset Hour,
    string Workflow,
    string Namespace,
    long Runs,
    long Succeeded,
    long Failed,
    long Cancelled,
    long Parked,
    double SuccessRate,
    double? P50Seconds,
    double? P95Seconds,
    UsageItem Usage,
    int ModelCalls,
    long RunsWithoutTokens,
    long RunsWithoutCost);

/// <summary>Use of one version of a prompt over the range.</summary>
/// <param name="SuccessRate">0 to 1, of the calls.</param>
/// <param name="Executions">That called it.</param>
/// <param name="P50Seconds">Of the calls, within 5 %; null when none has ended.</param>
/// <param name="FirstUsed">Beginning of the first hour of the range with a call.</param>
internal sealed record PromptUseItem(
    string Prompt, string Namespace, int Version, long Calls, long Failures, double SuccessRate, long Executions, double? P50Seconds,
    double? P95Seconds, UsageItem Usage, DateTimeOffset FirstUsed, DateTimeOffset LastUsed);

/// <summary>Analysed leagues of one sport and tier over the range.</summary>
/// <param name="Sport">Null where the text did not say.</param>
internal sealed record LeagueCountItem(string? Sport, string Tier, long Leagues, double AverageScore, double AverageConfidence);
