using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Rules that the catalog must keep, asked before anything is written. Shared: safe for concurrent use. Whoever owns a kind registers
/// its rules. What is wrong with a version by itself is no matter for a validator: <see cref="VersionChecks"/>
/// have let every candidate pass.
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
        Entries.Where(entry => After.Find(entry.Key) is { IsArchived: false }).SelectMany(entry => entry.Candidates);
}

/// <summary>One entry of an edit.</summary>
/// <param name="Candidates">New versions, and old ones that a label, or nothing but the absence of one, begins to give to somebody.</param>
public sealed record EntryEdit(EntryKey Key, params ImmutableArray<EntryVersion> Candidates);

/// <param name="Key">The entry whose change is refused.</param>
/// <param name="Version">The version that is wrong; null when it is not one of the entry's.</param>
public sealed record EntryRefusal(EntryKey Key, EntryError Error, int? Version = null)
{
    /// <summary>The error as the caller reads it: where several versions are at stake it says which.</summary>
    internal EntryError ToError(CatalogChange change) => (change, Version) switch
    {
        (CatalogChange.Restore, { } number) => Error with
        {
            Field = Error.Field.Length == 0 ? $"versions[{number - 1}].content" : $"versions[{number - 1}].content.{Error.Field}",
            Message = $"Version {number}: {Error.Message}",
        },
        (CatalogChange.UnarchiveEntry, { } number) => Error with { Message = $"Version {number}: {Error.Message}" },
        _ => Error,
    };
}
