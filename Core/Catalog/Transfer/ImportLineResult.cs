using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Transfer;

/// <param name="Line">From 1.</param>
/// <param name="Key">Null when the line does not say.</param>
/// <param name="Version">The entry's latest version after the import.</param>
public sealed record ImportLineResult(int Line, EntryKey? Key, ImportStatus Status, int? Version, ImmutableArray<EntryError> Errors)
{
    /// <summary>What the line left out and was taken for granted.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>
    /// What is wrong with old versions of an exported history: they are kept, can be read, and are neither rendered nor executed.
    /// </summary>
    public ImmutableArray<EntryError> Warnings { get; init; } = [];
}

public enum ImportStatus
{
    Created,
    Updated,
    Unchanged,
    Refused,
}
