using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>A store whose change log cannot be read while it is cut off.</summary>
internal sealed class ReachableStore(ICatalogStore inner, CutOff cutOff) : ICatalogStore
{
    public Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken) => inner.LoadAsync(cancellationToken);

    public Task<IReadOnlyList<WriteResult>> CommitAsync(
        IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken) =>
        inner.CommitAsync(changes, validatedAt, cancellationToken);

    public Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken) => inner.TakeTurnAsync(cancellationToken);

    public Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) =>
        cutOff.Is ? throw new IOException("Cut off.") : inner.ReadChangesAsync(after, limit, cancellationToken);

    public Task<int> PruneChangesAsync(DateTimeOffset committedBefore, int limit, CancellationToken cancellationToken) =>
        inner.PruneChangesAsync(committedBefore, limit, cancellationToken);

    public Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken) =>
        inner.FindVersionAsync(key, number, cancellationToken);

    public Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken) =>
        inner.ReadVersionsAsync(key, before, limit, cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(
        EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) =>
        inner.ReadSuggestionsAsync(key, status, cancellationToken);

    public Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken) =>
        inner.ReadContentImportsAsync(cancellationToken);
}
