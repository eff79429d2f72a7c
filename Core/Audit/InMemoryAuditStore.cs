namespace PromptIntel.Core.Audit;

/// <summary>Entries in memory; the other stores in memory append to it under their own locks. Safe for concurrent use.</summary>
public sealed class InMemoryAuditStore : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly List<AuditRecord> _records = [];
    private long _last;

    public void Append(AuditEntry entry)
    {
        lock (_lock)
        {
            _records.Add(new AuditRecord(++_last, entry));
        }
    }

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Append(entry);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);

        lock (_lock)
        {
            IEnumerable<AuditRecord> found = _records.Where(
                record => record.Sequence < (before ?? long.MaxValue) && Matches(record.Entry, filter));
            return Task.FromResult<IReadOnlyList<AuditRecord>>([.. found.Reverse().Take(limit)]);
        }
    }

    public Task<int> PruneAsync(DateTimeOffset olderThan, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            HashSet<long> old = [.. _records.Where(record => record.Entry.At < olderThan).Take(limit).Select(record => record.Sequence)];
            return Task.FromResult(_records.RemoveAll(record => old.Contains(record.Sequence)));
        }
    }

    private static bool Matches(AuditEntry entry, AuditFilter filter) =>
        (filter.Actor is null || entry.Actor == filter.Actor)
        && (filter.Action is null || entry.Action == filter.Action)
        && (filter.ActionPrefix is null || entry.Action.StartsWith(filter.ActionPrefix, StringComparison.Ordinal))
        && (filter.Detail is null || entry.Detail == filter.Detail)
        && (filter.Subject is not { } subject
            || (subject.EndsWith('/') ? entry.Subject.StartsWith(subject, StringComparison.Ordinal) : entry.Subject == subject))
        && (filter.Since is not { } since || entry.At >= since)
        && (filter.Until is not { } until || entry.At < until);
}
