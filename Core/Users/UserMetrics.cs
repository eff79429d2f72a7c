namespace PromptIntel.Core.Users;

/// <summary>
/// The figures that dashboards show live. Safe for concurrent use; a refresh by several processes at once counts twice and keeps the last.
/// </summary>
public sealed class UserMetrics(IUserStore store, TimeProvider time)
{
    /// <summary>Counts anew and keeps the result.</summary>
    public async Task<UserFigures> RefreshAsync(CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        UserFigures figures = await store.MeasureAsync(today, cancellationToken);
        await store.PutFiguresAsync(figures, cancellationToken);
        return figures;
    }

    /// <summary>As last refreshed; null before the first time.</summary>
    public Task<KeptFigures?> FindAsync(CancellationToken cancellationToken) => store.FindFiguresAsync(cancellationToken);
}
