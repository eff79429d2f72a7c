using System.Collections.Immutable;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Analytics;

/// <summary>Brings the hourly figures up to date.</summary>
internal sealed class RollUpAnalyticsJob(AnalyticsRollUp rollUp) : IScheduledJob
{
    public string Name => "roll_up_analytics";

    public string Description => "Count executions, prompt calls and leagues by the hour";

    public string DefaultCron => "0 5 * * * ?";

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        RollUpSummary summary = await rollUp.RunAsync(cancellationToken);
        return ImmutableSortedDictionary<string, long>.Empty.Add("hours", summary.Hours).Add("executions", summary.Executions);
    }
}
