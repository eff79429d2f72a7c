using PromptIntel.Api.Execution;

namespace PromptIntel.Api.Analytics;

/// <summary>Executions of one workflow that ended in one hour.</summary>
/// <param name="Hour">The beginning of the hour.</param>
/// <param name="SuccessRate">0 to 1.</param>
/// <param name="P50Seconds">From the first claim to the end; null when none was ever begun.</param>
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
    int ModelCalls);

/// <summary>Use of one version of a prompt over the range.</summary>
/// <param name="Executions">That called it.</param>
/// <param name="FirstUsed">Beginning of the first hour of the range with a call.</param>
internal sealed record PromptUseItem(
    string Prompt, string Namespace, int Version, long Calls, long Failures, long Executions, UsageItem Usage, DateTimeOffset FirstUsed,
    DateTimeOffset LastUsed);

/// <summary>Analysed leagues of one sport and tier over the range.</summary>
/// <param name="Sport">Null where the text did not say.</param>
internal sealed record LeagueCountItem(string? Sport, string Tier, long Leagues, double AverageScore, double AverageConfidence);
