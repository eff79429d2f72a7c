using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Leases;

/// <summary>How a piece of leased work ended.</summary>
public enum LeasedOutcome
{
    /// <summary>The work ran to its end under the lease.</summary>
    Done,

    /// <summary>Somebody else holds the lease; nothing was run.</summary>
    HeldElsewhere,

    /// <summary>The lease was lost while the work ran, which was told to stop.</summary>
    Lost,
}

/// <summary>
/// Runs work that only one process of the installation may do at a time: takes the lease, renews it while the work runs, cancels the
/// work when the lease is lost, gives it up at the end. The lease bounds overlap, it does not exclude it (a process may be stopped
/// between two statements): writes that must not come late check the epoch in their own transaction.
/// </summary>
public sealed class LeasedWork(ILeaseStore store, TimeProvider time, ILogger<LeasedWork> logger)
{
    /// <summary>Renewals that may fail before the lease is over.</summary>
    private const int RenewalsPerLease = 3;

    /// <summary>This process; new at every start.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    /// <summary>
    /// Runs <paramref name="work"/> if the lease is free. Its exceptions reach the caller; the cancellation that a lost lease causes
    /// does not, it is <see cref="LeasedOutcome.Lost"/>.
    /// </summary>
    /// <param name="duration">Longer than any pause of the process that should not cost the lease; the work itself may take longer.</param>
    public async Task<LeasedOutcome> RunAsync(
        string name, TimeSpan duration, Func<Lease<string>, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        long askedAt = time.GetTimestamp();

        if (await store.AcquireAsync(name, Owner, duration, cancellationToken) is not { } lease)
        {
            return LeasedOutcome.HeldElsewhere;
        }

        using var guard = new LeaseGuard<string>(lease, time, askedAt, duration);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, guard.Lost);
        using var ended = new CancellationTokenSource();
        Task renewing = RenewAsync(guard, ended.Token);

        try
        {
            await work(lease, working.Token);
            return guard.Lost.IsCancellationRequested ? LeasedOutcome.Lost : LeasedOutcome.Done;
        }
        catch (OperationCanceledException) when (guard.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return LeasedOutcome.Lost;
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            await ReleaseAsync(lease);
        }
    }

    private async Task RenewAsync(LeaseGuard<string> guard, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(guard.Duration / RenewalsPerLease, time);

        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await TryRenewAsync(guard, ended);

                if (!guard.Holds)
                {
                    Log.LeaseLost(logger, guard.Lease.Key, guard.Lease.Epoch);
                    guard.Lose();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    private async Task TryRenewAsync(LeaseGuard<string> guard, CancellationToken cancellationToken)
    {
        try
        {
            await guard.RenewAsync(store.RenewAsync, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // It may answer again before the lease is over.
            Log.LeaseStoreFailed(logger, exception, guard.Lease.Key);
        }
    }

    private async Task ReleaseAsync(Lease<string> lease)
    {
        try
        {
            // Not the caller's token: a process that stops gives its leases up.
            await store.ReleaseAsync(lease, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // It ends by itself.
            Log.LeaseStoreFailed(logger, exception, lease.Key);
        }
    }
}
