namespace PromptIntel.Core.Catalog;

/// <summary>
/// Reads of the catalog as this instance knows it, from memory. Safe for concurrent use; a reader never blocks a writer.
/// Archived entries are found by key and version but not listed.
/// </summary>
public interface ICatalogReader
{
    /// <summary>Every change up to and including this position has been applied here.</summary>
    long Position { get; }

    /// <summary>The entries that are not archived, of one moment.</summary>
    EntrySet Entries { get; }

    /// <summary>The entry's state, archived or not; null when there never was one.</summary>
    EntryState? Find(EntryKey key);

    /// <summary>One version; from memory when a label points to it, else from the store. Null when it does not exist.</summary>
    ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back after each applied change, on the applying thread, in log order; the callback must be quick. Dispose to stop.
    /// </summary>
    IDisposable Subscribe(Action<EntryState> applied);
}
