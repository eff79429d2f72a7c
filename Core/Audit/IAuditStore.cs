namespace PromptIntel.Core.Audit;

/// <summary>
/// Keeps what was written, in the order of its sequence. A store whose writes are audited appends in the transaction of the write
/// itself, so that neither is there without the other; <see cref="AppendAsync"/> is for writes that have none. Safe for concurrent use. An
/// outage throws an <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface IAuditStore
{
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Newest first, those with a sequence below <paramref name="before"/> (null: all), at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> of the oldest entries that are older than an instant; gives how many.</summary>
    Task<int> PruneAsync(DateTimeOffset olderThan, int limit, CancellationToken cancellationToken);
}
