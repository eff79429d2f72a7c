using System.Collections.Immutable;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Users;

/// <summary>Counts anew how the installation is used; the kept figures follow to where user data goes.</summary>
internal sealed class RefreshUserMetricsJob(UserMetrics metrics) : IScheduledJob
{
    public string Name => "refresh_user_metrics";

    public string Description => "Count users, those active today and their favourite workflow";

    public string DefaultCron => "0 0/5 * * * ?";

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        UserFigures figures = await metrics.RefreshAsync(cancellationToken);
        return ImmutableSortedDictionary<string, long>.Empty.Add("total_users", figures.TotalUsers).Add(
            "active_today", figures.ActiveToday);
    }
}
