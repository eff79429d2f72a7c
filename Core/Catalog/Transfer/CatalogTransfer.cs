using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>
/// Import and export as JSON Lines, one entry a line with all its versions, labels and suggestions. Importing an export gives the
/// same catalog; importing it again changes nothing.
/// </summary>
public sealed class CatalogTransfer
{
    /// <summary>One line (without its line feed) for each entry, sorted by key, archived ones too; versions are streamed from the store.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ExportAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads lines as they come and commits in groups; a wrong line hinders no other. A line is an exported entry, or <c>{namespace, name, kind?, content, description?, tags?, labels?}</c>.</summary>
    public IAsyncEnumerable<ImportLineResult> ImportAsync(Stream lines, string? author, bool mayPublish, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Line">From 1.</param>
/// <param name="Key">Null when the line does not say.</param>
/// <param name="Version">The entry's latest version after the import.</param>
public sealed record ImportLineResult(int Line, EntryKey? Key, ImportStatus Status, int? Version, ImmutableArray<EntryError> Errors);

public enum ImportStatus
{
    Created,
    Updated,
    Unchanged,
    Refused,
}
