using Microsoft.Extensions.Options;

using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Analytics;

/// <summary>How long the stretches are that executions are counted over.</summary>
public enum FigureStretch
{
    Hour,

    /// <summary>From midnight to midnight, UTC.</summary>
    Day,

    /// <summary>All of the range that is asked for.</summary>
    Range,
}

/// <summary>
/// Figures up to now: before they are read, the hours since the last roll-up are counted as it would count them, unless that was done
/// moments ago. Safe for concurrent use.
/// </summary>
public sealed class AnalyticsFigures(IAnalyticsStore store, AnalyticsRollUp rollUp, IOptions<AnalyticsOptions> options, TimeProvider time)
    : IDisposable
{
    /// <summary>The longest range of days, as a whole, or of prompts: all its hours are read.</summary>
    public static readonly TimeSpan LongestRange = TimeSpan.FromDays(92);

    private const int HoursAtOnce = 20_000;

    /// <summary>How long nobody tries again after the store has failed: those who wait meanwhile would do it one after the other.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _counting = new(1, 1);
    private DateTimeOffset? _asOf;
    private DateTimeOffset? _failedAt;

    /// <summary>
    /// Counts what has ended since the figures were last counted, by anybody; gives the instant up to which they are complete. Where the
    /// store takes no writes the figures are as old as they were, and null when that is not known here.
    /// </summary>
    public async Task<DateTimeOffset?> RefreshAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? asOf;
        await _counting.WaitAsync(cancellationToken);

        try
        {
            DateTimeOffset now = time.GetUtcNow();

            if (!(now - _asOf < options.Value.Freshness || now - _failedAt < FailurePause))
            {
                _asOf = await rollUp.CatchUpAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // Reading what there is may go well; if not, it says so itself.
            _failedAt = time.GetUtcNow();
        }
        finally
        {
            asOf = _asOf;
            _counting.Release();
        }

        return asOf;
    }

    /// <summary>Newest stretch first, within it by workflow.</summary>
    public async Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(
        WorkflowQuery query, FigureStretch stretch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        if (stretch == FigureStretch.Hour)
        {
            return await store.ReadWorkflowsAsync(query, cancellationToken);
        }

        var sums = new Dictionary<(DateTimeOffset Beginning, EntryKey Workflow), WorkflowHour>();
        WorkflowQuery next = query with { After = null, Limit = HoursAtOnce, IsCounted = false };
        AnalyticsPage<WorkflowHour> page;

        do
        {
            page = await store.ReadWorkflowsAsync(next, cancellationToken);

            foreach (var hours in page.Items.GroupBy(
                hour => (Beginning: stretch == FigureStretch.Day ? Midnight(hour.Hour) : query.Range.From, hour.Workflow)))
            {
                sums[hours.Key] = WorkflowHour.Sum(
                    hours.Key.Beginning, sums.TryGetValue(hours.Key, out WorkflowHour? sum) ? [sum, .. hours] : [.. hours]);
            }

            next = page.HasMore ? next with { After = (page.Items[^1].Hour, page.Items[^1].Workflow) } : next;
        }
        while (page.HasMore);

        WorkflowHour[] all = [.. sums.Values.OrderByDescending(sum => sum.Hour).ThenBy(sum => sum.Workflow)];
        WorkflowHour[] rest = query.After is { } after
            ? [.. all.Where(sum => sum.Hour < after.Hour || (sum.Hour == after.Hour && sum.Workflow.CompareTo(after.Workflow) > 0))]
            : all;
        return new AnalyticsPage<WorkflowHour>([.. rest.Take(query.Limit)], rest.Length > query.Limit, all.Length);
    }

    public void Dispose() => _counting.Dispose();

    private static DateTimeOffset Midnight(DateTimeOffset hour) => new(hour.UtcDateTime.Date, TimeSpan.Zero);
}
