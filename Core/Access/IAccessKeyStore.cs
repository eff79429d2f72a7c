namespace PromptIntel.Core.Access;

/// <summary>
/// Keeps keys by name, and when each was last used. A change is decided by <see cref="KeyRules"/> in one transaction with its entry in the
/// audit log, and of two at once one is after the other. Safe for concurrent use. An outage throws an <see cref="IOException"/> or a
/// <see cref="TimeoutException"/>.
/// </summary>
public interface IAccessKeyStore
{
    /// <summary>
    /// Committed means durable. Every instance hears of it as it hears that something derived of the catalog was replaced
    /// (<see cref="Catalog.Memory.DerivedChanges"/>): within the poll interval of the change log, whatever is lost.
    /// </summary>
    Task<KeyResult> ChangeAsync(KeyChange change, CancellationToken cancellationToken);

    /// <summary>Those that are not revoked, in the order of their names.</summary>
    Task<IReadOnlyList<AccessKey>> ReadGoodAsync(CancellationToken cancellationToken);

    /// <summary>Revoked ones too, by name, those behind <paramref name="after"/> (null: all), at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AccessKey>> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Null when there is none of this name.</summary>
    Task<AccessKey?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>When names of keys, configured ones too, were used. A later instant stays.</summary>
    Task RecordUsesAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken);

    /// <summary>The last use of each of the names that was ever used.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadUsesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}

/// <summary>That a key was used.</summary>
public readonly record struct KeyUse(string Name, DateTimeOffset At);
