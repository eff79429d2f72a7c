using System.Globalization;

namespace PromptIntel.Web.Pages.Analytics;

internal sealed record FiguresOf<T>(IReadOnlyList<T> Items, string? NextCursor, long Total, DateTimeOffset? AsOf);

internal sealed record UsageFigures(long? InputTokens, long? OutputTokens, decimal? CostUsd);

internal sealed record WorkflowFigures(
    DateTimeOffset Hour, string Workflow, string Namespace, long Runs, long Succeeded, long Failed, long Cancelled, long Parked,
    double SuccessRate, double? P50Seconds, double? P95Seconds, UsageFigures Usage, long RunsWithoutTokens, long RunsWithoutCost);

internal sealed record PromptFigures(
    string Prompt, string Namespace, int Version, long Calls, long Failures, double SuccessRate, long Executions, double? P50Seconds,
    double? P95Seconds, UsageFigures Usage, DateTimeOffset LastUsed);

internal sealed record LeagueFigures(string? Sport, string Tier, long Leagues, double AverageScore, double AverageConfidence);

internal sealed record NamedWorkflow(string Name, string Namespace);

/// <summary>Figures as people read them.</summary>
internal static class FigureText
{
    public static string Of(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>How many runs a figure leaves out; null where it leaves out none.</summary>
    /// <param name="what">What is not known of them.</param>
    public static string? LeftOut(long runs, string what) => runs switch
    {
        0 => null,
        1 => $"Without one run of which {what}.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Without {runs:N0} runs of which {what}."),
    };

    public static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    public static string Seconds(double? seconds) => seconds switch
    {
        null => "-",
        < 1 and { } part => string.Create(CultureInfo.InvariantCulture, $"{part * 1000:0} ms"),
        < 120 and { } few => string.Create(CultureInfo.InvariantCulture, $"{few:0.0} s"),
        { } many => string.Create(CultureInfo.InvariantCulture, $"{many / 60:0} min"),
    };

    public static string Dollars(decimal? cost) =>
        cost is { } known ? string.Create(CultureInfo.InvariantCulture, $"${known:0.00##}") : "-";
}
