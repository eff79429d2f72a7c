namespace PromptIntel.Core.Instances;

/// <summary>
/// Keeps what processes say of themselves. Ages are by the store's clock, so that clocks of processes need not agree. Safe for concurrent
/// use. An outage throws an <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface IInstanceStore
{
    /// <summary>Replaces the instance's last report, and forgets those that are older than <paramref name="forgetAfter"/>.</summary>
    Task ReportAsync(InstanceReport report, TimeSpan forgetAfter, CancellationToken cancellationToken);

    /// <summary>It ends: it is not listed any more.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>In the order of their start.</summary>
    Task<IReadOnlyList<KnownInstance>> ListAsync(CancellationToken cancellationToken);
}
