using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// What this process knows of its lease, by a monotonic clock that no other clock can turn back. The deadline counts from before
/// the store was asked, so it never lies behind the store's own. Safe for concurrent use.
/// </summary>
internal sealed class LeaseGuard(Lease lease, TimeProvider time, long askedAt, TimeSpan duration) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private long _renewedAt = askedAt;

    public Lease Lease => lease;

    /// <summary>How long the lease holds without renewal.</summary>
    public TimeSpan Duration => duration;

    /// <summary>Cancelled when the lease is known to be lost.</summary>
    public CancellationToken Lost => _lost.Token;

    public bool Holds => !_lost.IsCancellationRequested && time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < duration;

    /// <exception cref="LeaseLostException">The lease is lost, or may be.</exception>
    public void Check()
    {
        if (!Holds)
        {
            throw new LeaseLostException();
        }
    }

    public void Renewed(long asked) => Volatile.Write(ref _renewedAt, asked);

    public void Lose()
    {
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run is over; a renewal that was under way is told too late to matter.
        }
    }

    public void Dispose() => _lost.Dispose();
}
