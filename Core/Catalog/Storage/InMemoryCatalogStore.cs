namespace PromptIntel.Core.Catalog.Storage;

/// <summary>Keeps the catalog in memory, for tests and hosts without a file. Safe for concurrent use.</summary>
public sealed class InMemoryCatalogStore : ICatalogStore
{
    public Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<CommitResult>> CommitAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
