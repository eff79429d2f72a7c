using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>A store that a test can exchange for another under the same identity or a new one, and make unreachable.</summary>
internal sealed class ScriptedStore(ICatalogStore inner) : ICatalogStore
{
    public ICatalogStore Inner { get; set; } = inner;

    /// <summary>Null: the inner store's own.</summary>
    public Guid? CatalogId { get; set; }

    /// <summary>Rows of the change log up to this position are gone.</summary>
    public long PrunedTo { get; set; }

    /// <summary>While the change log is read.</summary>
    public Action? Asked { get; set; }

    /// <summary>Readings of the change log that still fail.</summary>
    public int Outages { get; set; }

    /// <summary>Readings of versions so far.</summary>
    public int VersionReads { get; private set; }

    public async Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = await Inner.LoadAsync(cancellationToken);
        return snapshot with { CatalogId = CatalogId ?? snapshot.CatalogId };
    }

    public async Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        if (Outages > 0)
        {
            Outages--;
            throw new IOException("The store does not answer.");
        }

        Asked?.Invoke();
        ChangePage page = await Inner.ReadChangesAsync(after, limit, cancellationToken);
        return page with
        {
            CatalogId = CatalogId
            ?? page.CatalogId,
            Changes = [.. page.Changes.Where(change => change.Position > PrunedTo)]
        };
    }

    public Task<IReadOnlyList<WriteResult>> CommitAsync(
        IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken) =>
        Inner.CommitAsync(changes, validatedAt, cancellationToken);

    public Task<int> PruneChangesAsync(DateTimeOffset committedBefore, int limit, CancellationToken cancellationToken) =>
        Inner.PruneChangesAsync(committedBefore, limit, cancellationToken);

    public Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken) => Inner.TakeTurnAsync(cancellationToken);

    public Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken) =>
        Inner.FindVersionAsync(key, number, cancellationToken);

    public Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken)
    {
        VersionReads++;
        return Inner.ReadVersionsAsync(key, before, limit, cancellationToken);
    }

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(
        EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) =>
        Inner.ReadSuggestionsAsync(key, status, cancellationToken);

    public Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken) =>
        Inner.ReadContentImportsAsync(cancellationToken);
}
