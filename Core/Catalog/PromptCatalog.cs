namespace PromptIntel.Core.Catalog;

/// <summary>
/// The catalog in memory. Reads take no lock and allocate nothing while a label points to the version; writes and the change log
/// arrive through the same Apply.
/// </summary>
public sealed class PromptCatalog : ICatalogReader
{
    public long Position => throw new NotImplementedException();

    /// <summary>When the change log was last read to its end; null before the first load.</summary>
    public DateTimeOffset? CaughtUpAt => throw new NotImplementedException();

    public IReadOnlyCollection<EntryState> Entries => throw new NotImplementedException();

    /// <summary>Entries that this build cannot use, with the reason.</summary>
    public IReadOnlyCollection<EntryState> Broken => throw new NotImplementedException();

    public EntryState? Find(EntryKey key) => throw new NotImplementedException();

    /// <summary>The hot path: the version's document when memory holds it; null sends the caller to <see cref="GetDocumentAsync"/>.</summary>
    public CatalogDocument? FindDocument(EntryKey key, VersionSelector selector) => throw new NotImplementedException();

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The version's document, from memory or from the store; null when it does not exist.</summary>
    public ValueTask<CatalogDocument?> GetDocumentAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) => throw new NotImplementedException();

    public IDisposable Subscribe(Action<EntryState> applied) => throw new NotImplementedException();

    /// <summary>Loads everything from the store. Called once before the first read, and again when the log cannot be followed.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads the change log to its end and applies it. Safe for concurrent use.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>True once everything up to <paramref name="position"/> is applied here, false when the time is over first.</summary>
    public Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The change log after a position, then live, until cancelled.</summary>
    public IAsyncEnumerable<Storage.LoggedChange> ReadChangesAsync(long after, CancellationToken cancellationToken) => throw new NotImplementedException();
}
