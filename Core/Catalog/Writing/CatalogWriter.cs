using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Every change that callers make to the catalog: validated, committed in one transaction, then applied to this instance's memory
/// before the call returns. Safe for concurrent use.
/// </summary>
public sealed class CatalogWriter
{
    public Task<WriteResult> CreateAsync(CreateEntryRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<WriteResult> UpdateAsync(UpdateEntryRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Hides the entry; its versions stay readable by number.</summary>
    public Task<WriteResult> ArchiveAsync(EntryKey key, string? author, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<WriteResult> SetLabelAsync(EntryKey key, string label, int version, LabelCondition condition, string? author, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<WriteResult> RemoveLabelAsync(EntryKey key, string label, LabelCondition condition, string? author, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Adds suggestions to the current version of an entry.</summary>
    public Task<WriteResult> SuggestAsync(EntryKey key, ImmutableArray<string> texts, string? author, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Accepts or rejects an open suggestion.</summary>
    public Task<WriteResult> ResolveSuggestionAsync(EntryKey key, Guid id, SuggestionStatus status, string? author, CancellationToken cancellationToken) => throw new NotImplementedException();
}
