namespace PromptIntel.Core.Leases;

/// <summary>Leases within one process.</summary>
public sealed class InMemoryLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lease<string>> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);

    public Task<Lease<string>?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();

            if (_held.TryGetValue(name, out Lease<string>? held) && held.ExpiresAt > now)
            {
                return Task.FromResult<Lease<string>?>(null);
            }

            long epoch = _epochs[name] = _epochs.GetValueOrDefault(name) + 1;
            return Task.FromResult<Lease<string>?>(_held[name] = new Lease<string>(name, owner, epoch, now + duration));
        }
    }

    public Task<Lease<string>?> RenewAsync(Lease<string> lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(
                IsHeld_NeedsLock(lease) ? _held[lease.Key] = lease with { ExpiresAt = time.GetUtcNow() + duration } : null);
        }
    }

    public Task ReleaseAsync(Lease<string> lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (IsHeld_NeedsLock(lease))
            {
                _held.Remove(lease.Key);
            }
        }

        return Task.CompletedTask;
    }

    private bool IsHeld_NeedsLock(Lease<string> lease) =>
        _held.TryGetValue(lease.Key, out Lease<string>? held) && held.Epoch == lease.Epoch;
}
