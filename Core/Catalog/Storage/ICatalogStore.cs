namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// Keeps the catalog. Versions are immutable and numbered without gaps; a label points to one version; every applied change has one
/// position in the change log, gapless and in commit order. Committed means durable. Values given and taken are never shared with
/// the store's own state. Cancellation before a commit leaves nothing behind. An outage throws
/// an <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface ICatalogStore
{
    /// <summary>All entries and the position they stand at, read at one moment.</summary>
    Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits in one transaction, in the given order; each change has its own result at its own index, and a refused one hinders no
    /// other. Of two writers that race for the same version or name, one is refused. What <see cref="ChangeRules"/> decides is answered as
    /// it is; a store adds positions, and <see cref="WriteResult.Contended"/>.
    /// </summary>
    /// <param name="validatedAt">
    /// The position of the catalog that the changes were validated against; when the log has gone on, all of them are
    /// <see cref="WriteResult.Contended"/> and nothing is written, because two changes that are valid each alone can break each other.
    /// Null asks for no such check.
    /// </param>
    Task<IReadOnlyList<WriteResult>> CommitAsync(
        IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until no other writer has the turn, of this process or, where several share the store, of another. A commit needs no turn:
    /// writers that outdate each other take turns, or each of them would validate again and again. Dispose to give it back.
    /// </summary>
    Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> changes after a position, oldest first, each with the entry as it stands when this is read
    /// (which may be newer than the change).
    /// </summary>
    Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes up to <paramref name="limit"/> of the oldest changes, none committed at or after an instant, and
    /// never the newest: what is left has no gap in it. Positions go on as before, and a page after a deleted one begins behind the gap.
    /// Gives how many were deleted.
    /// </summary>
    Task<int> PruneChangesAsync(DateTimeOffset committedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>One version, or null.</summary>
    Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken);

    /// <summary>
    /// Versions with a number below <paramref name="before"/> (null: all), newest first, at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken);

    /// <summary>Suggestions of an entry in the order they were made, or those of one status.</summary>
    Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken);

    /// <summary>Every (entry, file hash) that was ever imported from content.</summary>
    Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken);
}

/// <summary>The hash of a content file that was imported for an entry.</summary>
public readonly record struct ContentImport(EntryKey Key, string FileHash);

/// <param name="CatalogId">Identifies the database; a new one means that nothing known before holds.</param>
public sealed record CatalogSnapshot(Guid CatalogId, long Position, IReadOnlyList<EntryState> Entries);

/// <param name="LastPosition">The end of the log when this was read.</param>
public sealed record ChangePage(Guid CatalogId, long LastPosition, IReadOnlyList<LoggedChange> Changes)
{
    /// <summary>
    /// Kept beside the end of the log and read with it: raised whenever something else that instances hold of this
    /// catalog was replaced as a whole, such as the active embeddings. Not a position: nothing of an entry has changed.
    /// </summary>
    public long DerivedRevision { get; init; }
}

/// <param name="State">The entry as it stands; its position is this one or a later one.</param>
public sealed record LoggedChange(long Position, DateTimeOffset CommittedAt, EntryState State);
