namespace PromptIntel.Core.Leases;

/// <summary>
/// Leases by name, for work that one process of an installation does at a time. All times are of the store's own clock. Safe for
/// concurrent use, by any number of processes; every method is atomic. An outage throws an <see cref="IOException"/> or a
/// <see cref="TimeoutException"/>.
/// </summary>
public interface ILeaseStore
{
    /// <summary>
    /// Takes the lease if nobody holds it or its time is over. Null while somebody holds it, the same owner included: a lease is
    /// not taken twice. Each acquisition raises the epoch, which starts at 1 and never goes back.
    /// </summary>
    /// <param name="owner">Says who, for people; new for every process. The epoch is the fence.</param>
    Task<Lease<string>?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Extends the lease to <paramref name="duration"/> from now, even if its time was over, as long as nobody took it meanwhile.
    /// Null when it was taken or released: stop.
    /// </summary>
    Task<Lease<string>?> RenewAsync(Lease<string> lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease up, so that the next need not wait for its end. A lease that is lost is left alone.</summary>
    Task ReleaseAsync(Lease<string> lease, CancellationToken cancellationToken);
}
