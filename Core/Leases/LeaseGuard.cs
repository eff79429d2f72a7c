namespace PromptIntel.Core.Leases;

/// <summary>
/// What this process knows of its lease, by a monotonic clock that no other clock can turn back. The deadline counts from before
/// the store was asked, so it never lies behind the store's own. Safe for concurrent use.
/// </summary>
internal sealed class LeaseGuard<TKey>(Lease<TKey> lease, TimeProvider time, long askedAt, TimeSpan duration) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private long _renewedAt = askedAt;

    public Lease<TKey> Lease => lease;

    /// <summary>How long the lease holds without renewal.</summary>
    public TimeSpan Duration => duration;

    /// <summary>Cancelled when the lease is known to be lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>False when it is lost, or may be: nobody answered for as long as it lasts.</summary>
    public bool Holds => !_lost.IsCancellationRequested && time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < duration;

    /// <exception cref="LeaseLostException">The lease is lost, or may be.</exception>
    public void Check()
    {
        if (!Holds)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>Asks for the whole duration again. What the store answers, or null when the lease is lost.</summary>
    /// <param name="ask">The store's way to renew; null says that another has the lease. What it throws reaches
    /// the caller: nothing is known.</param>
    public async Task<T> RenewAsync<T>(Func<Lease<TKey>, TimeSpan, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        long askedAt = time.GetTimestamp();
        T answer = await ask(lease, duration, cancellationToken);

        if (answer is null)
        {
            Lose();
        }
        else
        {
            Renewed(askedAt);
        }

        return answer;
    }

    /// <param name="asked">Timestamp from before the store was asked.</param>
    public void Renewed(long asked) => Volatile.Write(ref _renewedAt, asked);

    /// <summary>For good: no renewal brings it back.</summary>
    public void Lose()
    {
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work is over; a renewal that was under way is told too late to matter.
        }
    }

    public void Dispose() => _lost.Dispose();
}
