using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Analytics;

/// <summary>The figures of one hour. Of the same facts always the same, so an hour may be counted again at any time.</summary>
public sealed record HourFigures(
    ImmutableArray<WorkflowHour> Workflows, ImmutableArray<PromptHour> Prompts, ImmutableArray<LeagueHour> Leagues)
{
    /// <param name="hour">The beginning of the hour.</param>
    public static HourFigures Of(DateTimeOffset hour, HourFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new HourFigures(
            [.. facts.Executions.GroupBy(one => one.Workflow)
                .OrderBy(workflow => workflow.Key)
                .Select(workflow => Count(hour, workflow.Key, [.. workflow]))],
            [.. facts.Calls.GroupBy(call => call.Prompt).OrderBy(prompt => prompt.Key.Prompt).ThenBy(prompt => prompt.Key.Version).Select(
                prompt => Count(hour, prompt.Key, [.. prompt]))],
            [
                .. facts.Leagues.GroupBy(league => (league.Sport, league.Tier))
                    .OrderBy(group => group.Key.Sport, StringComparer.Ordinal).ThenBy(group => group.Key.Tier, StringComparer.Ordinal)
                    .Select(group => new LeagueHour(
                        hour,
                        group.Key.Sport,
                        group.Key.Tier,
                        group.Count(),
                        group.Sum(league => league.Score),
                        group.Sum(league => league.Confidence))),
            ]);
    }

    private static WorkflowHour Count(DateTimeOffset hour, EntryKey workflow, EndedExecution[] executions)
    {
        TimeSpan[] durations = [.. executions.Where(one => one.Duration is not null).Select(one => one.Duration!.Value).Order()];
        return new WorkflowHour
        {
            Hour = hour,
            Workflow = workflow,
            Runs = executions.Length,
            Succeeded = executions.Count(one => one.Status == ExecutionStatus.Succeeded),
            Failed = executions.Count(one => one.Status == ExecutionStatus.Failed),
            Cancelled = executions.Count(one => one.Status == ExecutionStatus.Cancelled),
            Parked = executions.Count(one => one.Status == ExecutionStatus.Parked),
            P50Duration = Percentile(durations, 0.50),
            P95Duration = Percentile(durations, 0.95),
            Durations = DurationHistogram.Of(durations),
            Usage = executions.Aggregate(ExecutionUsage.None, (sum, one) => sum + one.Usage),
            RunsWithoutTokens = executions.Count(
                one => one.Usage is { ModelCalls: > 0, InputTokens: null, OutputTokens: null }),
            RunsWithoutCost = executions.Count(one => one.Usage is { ModelCalls: > 0, CostUsd: null }),
        };
    }

    private static PromptHour Count(DateTimeOffset hour, PromptVersionKey prompt, PromptCall[] calls) => new(
        hour,
        prompt,
        calls.Length,
        calls.Count(call => call.HasFailed),
        calls.Select(call => call.Execution).Distinct().Count(),
        calls.Aggregate(ExecutionUsage.None, (sum, call) => sum + call.Usage),
        DurationHistogram.Of(calls.Select(call => call.Duration).OfType<TimeSpan>()));

    /// <summary>By nearest rank: a duration that was, the smallest that so many did not exceed.</summary>
    private static TimeSpan? Percentile(TimeSpan[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}

/// <summary>Executions of one workflow that ended in one hour.</summary>
public sealed record WorkflowHour
{
    /// <summary>The beginning of the hour.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required EntryKey Workflow { get; init; }

    public long Runs { get; init; }

    public long Succeeded { get; init; }

    public long Failed { get; init; }

    public long Cancelled { get; init; }

    public long Parked { get; init; }

    /// <summary>The 50th percentile; null when none of them was ever begun.</summary>
    public TimeSpan? P50Duration { get; init; }

    /// <summary>The 95th percentile.</summary>
    public TimeSpan? P95Duration { get; init; }

    /// <summary>Of those that were begun; none in hours that were counted by an older build.</summary>
    public DurationHistogram Durations { get; init; }

    /// <summary>Of the runs that it is known of.</summary>
    public ExecutionUsage Usage { get; init; } = ExecutionUsage.None;

    /// <summary>Those that asked a model and of whose tokens nobody told; 0 in hours that were counted by an older build.</summary>
    public long RunsWithoutTokens { get; init; }

    /// <summary>As <see cref="RunsWithoutTokens"/>, of the cost.</summary>
    public long RunsWithoutCost { get; init; }

    /// <summary>Hours of one workflow as one stretch: percentiles within 5 %, but those of a single hour, which are exact.</summary>
    public static WorkflowHour Sum(DateTimeOffset beginning, IReadOnlyList<WorkflowHour> hours)
    {
        if (hours is [var only])
        {
            return only with { Hour = beginning };
        }

        DurationHistogram durations = DurationHistogram.Sum(hours.Select(hour => hour.Durations));
        return new WorkflowHour
        {
            Hour = beginning,
            Workflow = hours[0].Workflow,
            Runs = hours.Sum(hour => hour.Runs),
            Succeeded = hours.Sum(hour => hour.Succeeded),
            Failed = hours.Sum(hour => hour.Failed),
            Cancelled = hours.Sum(hour => hour.Cancelled),
            Parked = hours.Sum(hour => hour.Parked),
            P50Duration = durations.Percentile(0.50),
            P95Duration = durations.Percentile(0.95),
            Durations = durations,
            Usage = hours.Aggregate(ExecutionUsage.None, (sum, hour) => sum + hour.Usage),
            RunsWithoutTokens = hours.Sum(hour => hour.RunsWithoutTokens),
            RunsWithoutCost = hours.Sum(hour => hour.RunsWithoutCost),
        };
    }

    public double SuccessRate => (double)Succeeded / Runs;
}

/// <summary>Model calls with one version of a prompt, by executions that ended in one hour.</summary>
public sealed record PromptHour(
    DateTimeOffset Hour, PromptVersionKey Prompt, long Calls, long Failures, long Executions, ExecutionUsage Usage,
    DurationHistogram Durations);

/// <summary>Leagues of one sport and tier, analysed by executions that ended in one hour.</summary>
public sealed record LeagueHour(DateTimeOffset Hour, string Sport, string Tier, long Leagues, double ScoreSum, double ConfidenceSum);
