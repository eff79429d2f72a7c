namespace PromptIntel.Core.Jobs.Retention;

/// <summary>Deletes in portions, so that no transaction holds the store for long.</summary>
internal static class PastRetention
{
    private const int AtOnce = 500;

    /// <param name="kept">Zero keeps everything for ever.</param>
    /// <param name="pruneAsync">Deletes at most as many as it is told, older than an instant; gives how many.</param>
    public static async Task<long> PruneAsync(
        TimeSpan kept,
        DateTimeOffset now,
        Func<DateTimeOffset, int, CancellationToken, Task<int>> pruneAsync,
        CancellationToken cancellationToken)
    {
        long all = 0;

        if (kept > TimeSpan.Zero)
        {
            int pruned;

            do
            {
                pruned = await pruneAsync(now - kept, AtOnce, cancellationToken);
                all += pruned;
            }
            while (pruned == AtOnce);
        }

        return all;
    }
}
