using System.Runtime.CompilerServices;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>
/// Import and export as JSON Lines, one entry a line with all its versions, labels and suggestions. Importing an export gives the
/// same catalog; importing it again changes nothing.
/// </summary>
public sealed class CatalogTransfer
{
    /// <summary>All lines of an import are validated together, and so are kept until then.</summary>
    private const int MaxLines = 200_000;

    private readonly ICatalogStore _store;
    private readonly CatalogCommits _commits;
    private readonly VersionChecks _checks;

    internal CatalogTransfer(ICatalogStore store, CatalogCommits commits, VersionChecks checks) =>
        (_store, _commits, _checks) = (store, commits, checks);

    /// <summary>
    /// One line (without its line feed) for each entry, sorted by key, archived ones too; versions are read entry by entry.
    /// </summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = await _store.LoadAsync(cancellationToken);
        foreach (EntryState state in snapshot.Entries.OrderBy(state => state.Key))
        {
            IReadOnlyList<EntryVersion> versions = await _store.ReadVersionsAsync(
                state.Key, state.LatestVersion + 1, int.MaxValue, cancellationToken);
            IReadOnlyList<Suggestion> suggestions = await _store.ReadSuggestionsAsync(state.Key, null, cancellationToken);
            yield return ArchiveJson.Write(new EntryArchive
            {
                Key = state.Key,
                Kind = state.Kind,
                Versions = [.. versions.Reverse()],
                Labels = state.Labels,
                Suggestions = [.. suggestions.Where(one => one.Version <= state.LatestVersion)],
                IsArchived = state.IsArchived,
            });
        }
    }

    /// <summary>
    /// Reads all lines, validates them together (a line may refer to any other) and commits them in groups; a wrong line hinders no
    /// other. A line is an exported entry, or <c>{namespace, name, kind?, content, description?, tags?, labels?}</c>, which is written
    /// as create and update do, unless a version that memory holds has this content already. Who may not publish gets the current
    /// version of an exported entry as candidate. Every version of an exported entry is kept; those that callers get must be usable, of
    /// the others the result says which are not.
    /// </summary>
    public async IAsyncEnumerable<ImportLineResult> ImportAsync(
        Stream lines, string? author, bool mayPublish, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<LineImport> imports = await ReadAsync(lines, author, mayPublish, cancellationToken);
        CatalogWrite[] writes = [.. imports.Select(import => import.ToWrite(_commits))];
        IReadOnlyList<WriteResult> results = await _commits.WriteAsync(writes, cancellationToken);
        for (int index = 0; index < results.Count; index++)
        {
            yield return imports[index].ToResult(results[index]);
        }
    }

    private async Task<List<LineImport>> ReadAsync(Stream lines, string? author, bool mayPublish, CancellationToken cancellationToken)
    {
        var imports = new List<LineImport>();
        await foreach ((int number, ReadOnlyMemory<byte>? bytes) in JsonLines.ReadAsync(lines, cancellationToken))
        {
            if (imports.Count == MaxLines)
            {
                imports.Add(new LineImport(
                    number,
                    new ImportLine.Broken(new EntryError("", $"An import has at most {MaxLines} lines; send the rest again.")),
                    author,
                    mayPublish,
                    _checks));
                break;
            }

            if (ImportLine.Parse(bytes, isFirst: number == 1) is { } line)
            {
                imports.Add(new LineImport(number, line, author, mayPublish, _checks));
            }
        }

        return imports;
    }
}
