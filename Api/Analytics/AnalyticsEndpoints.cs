using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Execution;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Analytics;

/// <summary>Figures of what ended, up to now: each answer says as of when.</summary>
internal static class AnalyticsEndpoints
{
    private static readonly long LatestHour = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static void MapAnalytics(this IEndpointRouteBuilder api)
    {
        var analytics = api.MapGroup("/analytics").WithTags("Analytics");

        analytics.MapGet("/workflows", WorkflowsAsync)
            .NamesEntry("workflow")
            .WithName("GetWorkflowFigures")
            .WithSummary("Executions by workflow and hour, day or the whole range, newest first: results, durations, tokens, cost");
        analytics.MapGet("/prompts", PromptsAsync)
            .NamesEntry("prompt")
            .WithName("GetPromptFigures")
            .WithSummary("Model calls by version of a prompt");
        analytics.MapGet("/leagues", LeaguesAsync).WithName("GetLeagueFigures").WithSummary("Analysed leagues by sport and tier");
    }

    private static async Task<Results<Ok<FiguresResponse<WorkflowHourItem>>, ProblemHttpResult>> WorkflowsAsync(
        AnalyticsFigures figures, TimeProvider time, CancellationToken cancellationToken,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? workflow = null, string by = "hour", string? cursor = null,
        int limit = AnalyticsRequest.DefaultLimit)
    {
        var request = new AnalyticsRequest(time.GetUtcNow(), from, to, cursor, limit);
        long hour = 0;
        string[]? after = request.ReadCursor(
            3, parts => long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out hour) && hour <= LatestHour);
        request.RequireKey(workflow, "workflow");
        FigureStretch stretch = request.ReadStretch(by);

        if (request.ToProblem() is { } problem)
        {
            return problem;
        }

        var query = new WorkflowQuery(
            request.Range,
            workflow,
            after is null ? null : (DateTimeOffset.FromUnixTimeMilliseconds(hour), new EntryKey(after[1], after[2])),
            limit);
        DateTimeOffset? asOf = await figures.RefreshAsync(cancellationToken);
        AnalyticsPage<WorkflowHour> page = await figures.ReadWorkflowsAsync(query, stretch, cancellationToken);
        return TypedResults.Ok(AnalyticsRequest.ToList(
            page, asOf, ToItem, last => [last.Hour.ToUnixTimeMilliseconds(), last.Workflow.Namespace, last.Workflow.Name]));
    }

    private static async Task<Results<Ok<FiguresResponse<PromptUseItem>>, ProblemHttpResult>> PromptsAsync(
        IAnalyticsStore store, AnalyticsFigures figures, TimeProvider time, CancellationToken cancellationToken,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? prompt = null, string? cursor = null,
        int limit = AnalyticsRequest.DefaultLimit)
    {
        var request = new AnalyticsRequest(time.GetUtcNow(), from, to, cursor, limit);
        int version = 0;
        string[]? after = request.ReadCursor(
            3, parts => int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out version));
        request.RequireKey(prompt, "prompt");
        request.RequireBounded();

        if (request.ToProblem() is { } problem)
        {
            return problem;
        }

        var query = new PromptQuery(
            request.Range, prompt, after is null ? null : new PromptVersionKey(new EntryKey(after[0], after[1]), version), limit);
        DateTimeOffset? asOf = await figures.RefreshAsync(cancellationToken);
        AnalyticsPage<PromptUse> page = await store.ReadPromptsAsync(query, cancellationToken);
        return TypedResults.Ok(AnalyticsRequest.ToList(
            page, asOf, ToItem, last => [last.Prompt.Prompt.Namespace, last.Prompt.Prompt.Name, last.Prompt.Version]));
    }

    private static async Task<Results<Ok<FiguresResponse<LeagueCountItem>>, ProblemHttpResult>> LeaguesAsync(
        IAnalyticsStore store, AnalyticsFigures figures, TimeProvider time, CancellationToken cancellationToken,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? cursor = null, int limit = AnalyticsRequest.DefaultLimit)
    {
        var request = new AnalyticsRequest(time.GetUtcNow(), from, to, cursor, limit);
        string[]? after = request.ReadCursor(2, _ => true);

        if (request.ToProblem() is { } problem)
        {
            return problem;
        }

        DateTimeOffset? asOf = await figures.RefreshAsync(cancellationToken);
        AnalyticsPage<LeagueCount> page = await store.ReadLeaguesAsync(
            new LeagueQuery(request.Range, after is null ? null : (after[0], after[1]), limit), cancellationToken);
        return TypedResults.Ok(AnalyticsRequest.ToList(page, asOf, ToItem, last => [last.Sport, last.Tier]));
    }

    private static WorkflowHourItem ToItem(WorkflowHour hour) => new(
        hour.Hour,
        hour.Workflow.Name,
        hour.Workflow.Namespace,
        hour.Runs,
        hour.Succeeded,
        hour.Failed,
        hour.Cancelled,
        hour.Parked,
        Math.Round(hour.SuccessRate, 4),
        Seconds(hour.P50Duration),
        Seconds(hour.P95Duration),
        hour.Usage.ToItem(),
        hour.Usage.ModelCalls,
        hour.RunsWithoutTokens,
        hour.RunsWithoutCost);

    private static PromptUseItem ToItem(PromptUse use) => new(
        use.Prompt.Prompt.Name, use.Prompt.Prompt.Namespace, use.Prompt.Version, use.Calls, use.Failures,
        Math.Round(1 - ((double)use.Failures / use.Calls), 4), use.Executions, Seconds(use.Durations.Percentile(0.50)),
        Seconds(use.Durations.Percentile(0.95)), use.Usage.ToItem(), use.FirstUsed, use.LastUsed);

    private static LeagueCountItem ToItem(LeagueCount count) => new(
        count.Sport.Length == 0 ? null : count.Sport, count.Tier, count.Leagues, Math.Round(count.AverageScore, 2),
        Math.Round(count.AverageConfidence, 4));

    private static double? Seconds(TimeSpan? duration) => duration is { } known ? Math.Round(known.TotalSeconds, 3) : null;
}
