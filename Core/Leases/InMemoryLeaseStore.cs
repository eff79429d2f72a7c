namespace PromptIntel.Core.Leases;

/// <summary>Leases within one process.</summary>
public sealed class InMemoryLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NamedLease> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);

    public Task<NamedLease?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();

            if (_held.TryGetValue(name, out NamedLease? held) && held.ExpiresAt > now)
            {
                return Task.FromResult<NamedLease?>(null);
            }

            long epoch = _epochs[name] = _epochs.GetValueOrDefault(name) + 1;
            return Task.FromResult<NamedLease?>(_held[name] = new NamedLease(name, owner, epoch, now + duration));
        }
    }

    public Task<NamedLease?> RenewAsync(NamedLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(IsHeld_NeedsLock(lease) ? _held[lease.Name] = lease with { ExpiresAt = time.GetUtcNow() + duration } : null);
        }
    }

    public Task ReleaseAsync(NamedLease lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (IsHeld_NeedsLock(lease))
            {
                _held.Remove(lease.Name);
            }
        }

        return Task.CompletedTask;
    }

    private bool IsHeld_NeedsLock(NamedLease lease) => _held.TryGetValue(lease.Name, out NamedLease? held) && held.Epoch == lease.Epoch;
}
