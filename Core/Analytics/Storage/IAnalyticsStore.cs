namespace PromptIntel.Core.Analytics.Storage;

/// <summary>
/// Keeps the figures of hours, and counts them from what executions left behind. Safe for concurrent use; two that count the same hour at
/// once are one after the other, or one fails and leaves the other's figures. An outage throws an <see cref="IOException"/> or a
/// <see cref="TimeoutException"/>.
/// </summary>
public interface IAnalyticsStore
{
    /// <summary>The newest hour with figures; null when there are none.</summary>
    Task<DateTimeOffset?> FindNewestHourAsync(CancellationToken cancellationToken);

    /// <summary>Hours of the range in which an execution ended, or which have figures: ascending, each by its beginning.</summary>
    Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(AnalyticsRange range, CancellationToken cancellationToken);

    /// <summary>Counts an hour and replaces its figures, in one transaction. Gives how many executions had ended in it.</summary>
    Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken);

    /// <summary>Newest hour first, within it by workflow.</summary>
    Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken);

    /// <summary>By prompt, then version.</summary>
    Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken);

    /// <summary>By sport, then tier.</summary>
    Task<AnalyticsPage<LeagueCount>> ReadLeaguesAsync(LeagueQuery query, CancellationToken cancellationToken);
}
