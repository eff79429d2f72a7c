using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>What an entry was: versions, differences, suggestions. Reads the store.</summary>
public sealed class CatalogHistory
{
    /// <summary>Newest first, those below <paramref name="before"/>; empty for an unknown entry.</summary>
    public Task<IReadOnlyList<EntryVersion>> VersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Null when either version does not exist.</summary>
    public Task<VersionDiff?> DiffAsync(EntryKey key, VersionSelector from, VersionSelector to, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<Suggestion>> SuggestionsAsync(EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="ChangedFields">Top-level fields that differ: <c>description</c>, <c>tags</c>, or a field of the body.</param>
/// <param name="Lines">The authored text of both, line by line.</param>
public sealed record VersionDiff(int From, int To, ImmutableArray<string> ChangedFields, ImmutableArray<DiffLine> Lines);

/// <param name="Change">Unchanged, added in the newer text, or removed from the older.</param>
public sealed record DiffLine(DiffChange Change, string Text);

public enum DiffChange
{
    Unchanged,
    Removed,
    Added,
}
