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

    /// <summary>Versions, from the newest, that are compared with what is imported again.</summary>
    private const int MostCompared = 1_000;

    private readonly ICatalogStore _store;
    private readonly CatalogCommits _commits;
    private readonly VersionChecks _checks;
    private readonly ICatalogReader _reader;

    internal CatalogTransfer(ICatalogStore store, CatalogCommits commits, VersionChecks checks, ICatalogReader reader) =>
        (_store, _commits, _checks, _reader) = (store, commits, checks, reader);

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

    /// <summary>
    /// Writes prompts as lines of an import are: validated together, a result for each at its index, a refused one hinders no other. A
    /// content that the entry had in any version is unchanged, so that an import that is repeated undoes no improvement.
    /// </summary>
    /// <param name="isDryRun">Nothing is written; the results say what would be.</param>
    public async Task<IReadOnlyList<ImportLineResult>> ImportAsync(
        IReadOnlyList<ImportedPrompt> prompts, string? author, bool mayPublish, bool isDryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var results = new ImportLineResult?[prompts.Count];
        var imports = new List<(int Index, LineImport Import)>();
        for (int index = 0; index < prompts.Count; index++)
        {
            ImportedPrompt prompt = prompts[index];
            results[index] = await FindAsync(prompt, index + 1, cancellationToken);
            if (results[index] is null)
            {
                imports.Add((index, new LineImport(index + 1, prompt.ToLine(_commits.Now), author, mayPublish, _checks)));
            }
        }

        CatalogWrite[] writes = [.. imports.Select(one => one.Import.ToWrite(_commits))];
        IReadOnlyList<WriteResult?> answers = isDryRun
            ? await _commits.ForeseeAsync(writes, cancellationToken)
            : await _commits.WriteAsync(writes, cancellationToken);
        foreach ((int at, (int index, LineImport import)) in imports.Index())
        {
            results[index] = isDryRun ? import.ToForeseen(answers[at]) : import.ToResult(answers[at]!);
        }

        return [.. results.Select(result => result!)];
    }

    /// <summary>
    /// Unchanged where the entry has a version of this content, whatever points to it; else null. The store is asked only for versions
    /// that memory does not hold.
    /// </summary>
    private async Task<ImportLineResult?> FindAsync(ImportedPrompt prompt, int number, CancellationToken cancellationToken)
    {
        if (_reader.Find(prompt.Key) is not { IsArchived: false } state || prompt.HashOfOne is not { } hash)
        {
            return null;
        }

        bool isThere = state.Versions.Values.Any(version => version.ContentHash == hash)
            || (state.Versions.Count < state.LatestVersion
                && (await _store.ReadVersionsAsync(prompt.Key, int.MaxValue, MostCompared, cancellationToken))
                    .Any(version => version.ContentHash == hash));
        return isThere ? new ImportLineResult(number, prompt.Key, ImportStatus.Unchanged, state.LatestVersion, []) : null;
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
