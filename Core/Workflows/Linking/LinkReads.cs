using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What of a catalog a link depended on: keys that were looked up, found or not, and tags that were asked for.</summary>
internal sealed record LinkReads(ImmutableHashSet<EntryKey> Keys, ImmutableArray<EntrySelector.Tagged> Tags)
{
    /// <summary>Whether linking again could come to something else once the entry has changed from one state to the other.</summary>
    public bool Include(EntryKey key, EntryState? before, EntryState? after) =>
        Keys.Contains(key) || Tags.Any(tag => (before is not null && tag.Matches(before)) || (after is not null && tag.Matches(after)));

    /// <summary>
    /// The entries depended on, as they stand; null for one that is not there. While these stay the same objects, so does the link.
    /// </summary>
    public ImmutableArray<EntryState?> Stand(ICatalogReader catalog) =>
    [
        .. Keys.Select(catalog.Find),
        .. Tags.SelectMany(catalog.Entries.Matching),
    ];

    /// <summary>Whether the entries depended on still stand as they did.</summary>
    public bool StillStand(ImmutableArray<EntryState?> stand, ICatalogReader catalog) =>
        stand.AsSpan().SequenceEqual(Stand(catalog).AsSpan(), ReferenceEqualityComparer.Instance);
}
