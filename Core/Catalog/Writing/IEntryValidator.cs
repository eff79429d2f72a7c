using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Rules that the catalog must keep, asked before anything is written. Shared: safe for concurrent use. Whoever owns a kind registers
/// its rules; the catalog itself knows bodies, templates and references to schemas.
/// </summary>
public interface IEntryValidator
{
    /// <summary>
    /// Gives the reasons to refuse, each under the key of an entry of the edit; none when all is fine. A validator that guards
    /// dependents reports those that were whole before and would not be afterwards.
    /// </summary>
    ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken);
}

/// <summary>What is about to be written, all at once: one change of a caller, or a whole import.</summary>
/// <param name="Before">The catalog as it stands.</param>
/// <param name="After">The catalog as it would be: versions in place, labels moved, entries archived.</param>
/// <param name="Entries">Those that differ.</param>
public sealed record CatalogEdit(ICatalogReader Before, ICatalogReader After, ImmutableArray<EntryEdit> Entries)
{
    /// <summary>The versions to check for themselves; what is archived afterwards breaks no rule any more.</summary>
    public IEnumerable<EntryVersion> Candidates =>
        Entries.Where(entry => entry.Candidate is not null && After.Find(entry.Key) is { IsArchived: false }).Select(entry => entry.Candidate!);
}

/// <summary>One entry of an edit.</summary>
/// <param name="Candidate">A new version, or an old one that is to become what everybody gets; null when only labels or the archive are touched.</param>
public sealed record EntryEdit(EntryKey Key, EntryVersion? Candidate);

/// <param name="Key">The entry whose change is refused.</param>
public sealed record EntryRefusal(EntryKey Key, EntryError Error);
