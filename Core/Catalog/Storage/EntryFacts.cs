using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>What a store reads of one entry, inside its transaction, so that <see cref="ChangeRules"/> can decide.</summary>
public sealed record EntryFacts
{
    /// <summary>Of an entry that does not exist.</summary>
    public static EntryFacts None { get; } = new();

    /// <summary>Null when there is no such entry.</summary>
    public EntryState? State { get; init; }

    /// <summary>Versions beyond those of the state: the target of a label that moves, or all of them before a restore.</summary>
    public ImmutableDictionary<int, EntryVersion> MoreVersions { get; init; } = ImmutableDictionary<int, EntryVersion>.Empty;

    /// <summary>Only read before a restore or a decision on a suggestion.</summary>
    public ImmutableDictionary<Guid, Suggestion> Suggestions { get; init; } = ImmutableDictionary<Guid, Suggestion>.Empty;

    /// <summary>Hashes of the content files imported for this entry; only read before a content import.</summary>
    public ImmutableHashSet<string> ImportedHashes { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>A version from what was read; null when it was not.</summary>
    public EntryVersion? Find(int number) =>
        State?.Versions.GetValueOrDefault(number) ?? MoreVersions.GetValueOrDefault(number);
}

/// <summary>The rows that a change asks for; the entry's own row and the log row follow from the state.</summary>
public sealed record EntryWrites
{
    /// <summary>The entry's row does not exist yet.</summary>
    public bool IsNewEntry { get; init; }

    public ImmutableArray<EntryVersion> NewVersions { get; init; } = [];

    public ImmutableDictionary<string, int> SetLabels { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableArray<string> RemovedLabels { get; init; } = [];

    /// <summary>New or decided: replaced by id.</summary>
    public ImmutableArray<Suggestion> Suggestions { get; init; } = [];

    public string? ImportedHash { get; init; }
}

/// <summary>A change decided.</summary>
/// <param name="Result">Applied results carry position 0: the store puts its own in.</param>
/// <param name="Writes">Null when nothing is written.</param>
/// <param name="Facts">What holds afterwards, for the next change of the same commit.</param>
public sealed record ChangeDecision(WriteResult Result, EntryWrites? Writes, EntryFacts Facts);
