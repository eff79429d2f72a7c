namespace PromptIntel.Core.Execution.Batches;

/// <summary>How far a batch is, and how long it will take at the rate of the last minute.</summary>
/// <param name="Done">Items that have ended.</param>
/// <param name="Left">Items that are queued or running; nobody can say how long a person takes.</param>
/// <param name="PerMinute">Items a minute.</param>
/// <param name="Remaining">Null while nothing has ended lately, or when nothing is left.</param>
public sealed record BatchProgress(int Done, int Left, double PerMinute, TimeSpan? Remaining)
{
    /// <summary>What a rate is taken over.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="endedLately">Items that ended within <see cref="Window"/>.</param>
    public static BatchProgress Of(BatchRecord batch, int endedLately, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(batch);
        TimeSpan age = now - batch.CreatedAt;
        TimeSpan over = age > Window ? Window : age > TimeSpan.FromSeconds(1) ? age : TimeSpan.FromSeconds(1);
        double perMinute = endedLately / over.TotalMinutes;
        int left = batch.Counts.Queued + batch.Counts.Running;
        return new BatchProgress(
            batch.Counts.Ended,
            left,
            Math.Round(perMinute, 2),
            left == 0 || endedLately == 0 ? null : TimeSpan.FromMinutes(left / perMinute));
    }
}
