using Microsoft.Extensions.Options;

using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Analytics;

/// <param name="Hours">Counted, the running one included.</param>
/// <param name="Executions">That ended in them.</param>
public sealed record RollUpSummary(int Hours, int Executions);

/// <summary>
/// Brings the hourly figures up to date. Counting an hour again replaces it, so it may run at any time and be interrupted anywhere.
/// </summary>
public sealed class AnalyticsRollUp(
    IAnalyticsStore store, IOptions<AnalyticsOptions> options, IOptions<ExecutionOptions> executions, TimeProvider time)
{
    /// <summary>Hours that somebody who asks waits for; a roll-up of its own counts more.</summary>
    public const int MostAtOnce = 48;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<RollUpSummary> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset from = await store.FindNewestHourAsync(cancellationToken) is { } newest
            ? newest - options.Value.Lookback
            : DateTimeOffset.UnixEpoch;
        var range = new AnalyticsRange(Later(from, OldestWhole(now)), now);
        IReadOnlyList<DateTimeOffset> hours = range.From < range.To ? await store.ReadHoursAsync(range, cancellationToken) : [];
        int ended = 0;

        foreach (DateTimeOffset hour in hours)
        {
            ended += await store.RollUpAsync(hour, cancellationToken);
        }

        return new RollUpSummary(hours.Count, ended);
    }

    /// <summary>
    /// Counts the hours from the one before the newest that has figures on, oldest first and at most <see cref="MostAtOnce"/> of them;
    /// gives the instant up to which all have been counted.
    /// </summary>
    public async Task<DateTimeOffset> CatchUpAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        // What ended in the last moments of an hour may be committed when the next has figures already.
        DateTimeOffset from = Later(
            await store.FindNewestHourAsync(cancellationToken) is { } newest ? newest - Hour : DateTimeOffset.UnixEpoch, OldestWhole(now));
        IReadOnlyList<DateTimeOffset> hours = from < now
            ? await store.ReadHoursAsync(new AnalyticsRange(from, now), cancellationToken)
            : [];

        foreach (DateTimeOffset hour in hours.Take(MostAtOnce))
        {
            await store.RollUpAsync(hour, cancellationToken);
        }

        return hours.Count > MostAtOnce ? hours[MostAtOnce - 1] + Hour : now;
    }

    /// <summary>The first hour of which nothing can have been pruned yet: counting an older one again would lose what is gone.</summary>
    private DateTimeOffset OldestWhole(DateTimeOffset now)
    {
        TimeSpan kept = executions.Value.Retention;
        return kept <= TimeSpan.Zero
            ? DateTimeOffset.UnixEpoch
            : new DateTimeOffset((now - kept).Ticks / Hour.Ticks * Hour.Ticks, TimeSpan.Zero) + Hour;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
