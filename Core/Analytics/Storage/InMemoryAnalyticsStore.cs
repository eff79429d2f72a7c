using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Analytics.Storage;

/// <summary>Figures in memory, of executions in memory.</summary>
public sealed class InMemoryAnalyticsStore(InMemoryExecutionStore executions) : IAnalyticsStore
{
    private const int AtOnce = 500;
    private const string LeagueRecords = "league_records";

    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<DateTimeOffset, HourFigures> _hours = [];

    public Task<DateTimeOffset?> FindNewestHourAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<DateTimeOffset?>(_hours.Count == 0 ? null : _hours.Keys.Last());
        }
    }

    public async Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(AnalyticsRange range, CancellationToken cancellationToken)
    {
        List<ExecutionRecord> ended = await ReadEndedAsync(range, cancellationToken);

        lock (_lock)
        {
            return [.. ended.Select(one => Beginning(one.CompletedAt!.Value))
                .Concat(_hours.Keys.Where(hour => Holds(range, hour)))
                .Where(hour => Holds(range, hour))
                .Distinct()
                .Order()];
        }
    }

    public async Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        List<ExecutionRecord> ended = await ReadEndedAsync(new AnalyticsRange(hour, hour + OneHour), cancellationToken);
        var calls = ImmutableArray.CreateBuilder<PromptCall>();

        foreach (ExecutionRecord execution in ended)
        {
            foreach (StageAttempt attempt in await executions.GetAttemptsAsync(execution.Id, cancellationToken))
            {
                if (PromptVersionKey.TryParse(attempt.Prompt, out PromptVersionKey prompt))
                {
                    calls.Add(new PromptCall(
                        execution.Id, prompt, attempt.ErrorCode is not null, attempt.CompletedAt - attempt.StartedAt, attempt.Usage));
                }
            }
        }

        var facts = new HourFacts(
            [.. ended.Select(one => new EndedExecution(one.Workflow, one.Status, one.CompletedAt - one.StartedAt, one.Usage))],
            calls.ToImmutable(),
            [.. ended.SelectMany(
                one => executions.SideRows.TryGetValue((LeagueRecords, one.Id), out JsonElement row) ? new[] { ToLeague(row) } : [])]);

        lock (_lock)
        {
            _hours.Remove(hour);

            if (ended.Count > 0)
            {
                _hours.Add(hour, HourFigures.Of(hour, facts));
            }
        }

        return ended.Count;
    }

    public Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        WorkflowHour[] all =
        [
            .. Within(query.Range).SelectMany(hour => hour.Workflows)
                .Where(one => query.Workflow is null || one.Workflow.Name == query.Workflow || one.Workflow.ToString() == query.Workflow)
                .OrderByDescending(one => one.Hour).ThenBy(one => one.Workflow),
        ];
        return Task.FromResult(Page(all, one => query.After is not { } after
            || one.Hour < after.Hour
            || (one.Hour == after.Hour && one.Workflow.CompareTo(after.Workflow) > 0), query.Limit, query.IsCounted));
    }

    public Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        PromptUse[] all =
        [
            .. Within(query.Range).SelectMany(hour => hour.Prompts)
                .Where(one => query.Prompt is null
                    || one.Prompt.Prompt.Name == query.Prompt
                    || one.Prompt.Prompt.ToString() == query.Prompt)
                .GroupBy(one => one.Prompt).OrderBy(prompt => prompt.Key.Prompt).ThenBy(prompt => prompt.Key.Version)
                .Select(prompt => new PromptUse(
                    prompt.Key,
                    prompt.Sum(one => one.Calls),
                    prompt.Sum(one => one.Failures),
                    prompt.Sum(one => one.Executions),
                    prompt.Aggregate(ExecutionUsage.None, (sum, one) => sum + one.Usage),
                    prompt.Min(one => one.Hour),
                    prompt.Max(one => one.Hour))
                {
                    Durations = DurationHistogram.Sum(prompt.Select(one => one.Durations)),
                }),
        ];
        return Task.FromResult(Page(all, one => query.After is not { } after
            || (one.Prompt.Prompt.CompareTo(after.Prompt), one.Prompt.Version - after.Version) is ( > 0, _) or (0, > 0), query.Limit));
    }

    public Task<AnalyticsPage<LeagueCount>> ReadLeaguesAsync(LeagueQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        LeagueCount[] all =
        [
            .. Within(query.Range).SelectMany(hour => hour.Leagues).GroupBy(one => (one.Sport, one.Tier))
                .OrderBy(group => group.Key.Sport, StringComparer.Ordinal).ThenBy(group => group.Key.Tier, StringComparer.Ordinal)
                .Select(group => new LeagueCount(
                    group.Key.Sport, group.Key.Tier, group.Sum(one => one.Leagues),
                    group.Sum(one => one.ScoreSum) / group.Sum(one => one.Leagues),
                    group.Sum(one => one.ConfidenceSum) / group.Sum(one => one.Leagues))),
        ];
        return Task.FromResult(Page(all, one => query.After is not { } after || (string.CompareOrdinal(
            one.Sport, after.Sport), string.CompareOrdinal(one.Tier, after.Tier)) is ( > 0, _) or (0, > 0), query.Limit));
    }

    private static AnalyticsPage<T> Page<T>(T[] all, Func<T, bool> isAfter, int limit, bool isCounted = true)
    {
        T[] rest = [.. all.Where(isAfter)];
        return new AnalyticsPage<T>([.. rest.Take(limit)], rest.Length > limit, isCounted ? all.Length : 0);
    }

    private static AnalysedLeague ToLeague(JsonElement row) => new(
        row.TryGetProperty("sport", out JsonElement sport) ? sport.GetString() ?? "" : "",
        row.GetProperty("tier").GetString()!,
        row.GetProperty("overall_score").GetDouble(),
        row.GetProperty("confidence").GetDouble());

    private static DateTimeOffset Beginning(DateTimeOffset instant) => new(instant.UtcTicks / OneHour.Ticks * OneHour.Ticks, TimeSpan.Zero);

    private static bool Holds(AnalyticsRange range, DateTimeOffset hour) => hour >= range.From && hour < range.To;

    private HourFigures[] Within(AnalyticsRange range)
    {
        lock (_lock)
        {
            return [.. _hours.Where(hour => Holds(range, hour.Key)).Select(hour => hour.Value)];
        }
    }

    private async Task<List<ExecutionRecord>> ReadEndedAsync(AnalyticsRange range, CancellationToken cancellationToken)
    {
        List<ExecutionRecord> ended = [];
        string? cursor = null;

        do
        {
            ExecutionPage<ExecutionRecord> page = await executions.ListAsync(new ExecutionFilter(), cursor, AtOnce, cancellationToken);
            ended.AddRange(page.Items.Where(one => one.Status.IsEnded() && one.CompletedAt is { } end && Holds(range, end)));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return ended;
    }
}
