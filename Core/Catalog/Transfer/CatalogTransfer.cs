using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>
/// Import and export as JSON Lines, one entry a line with all its versions, labels and suggestions. Importing an export gives the
/// same catalog; importing it again changes nothing.
/// </summary>
public sealed class CatalogTransfer
{
    private const int GroupSize = 64;

    private readonly PromptCatalog _catalog;
    private readonly ICatalogStore _store;
    private readonly CatalogWriter _writer;
    private readonly CatalogCommits _commits;

    public CatalogTransfer(PromptCatalog catalog, ICatalogStore store, IChangeNudge nudge, CatalogWriter writer, TimeProvider time)
    {
        _catalog = catalog;
        _store = store;
        _writer = writer;
        _commits = new CatalogCommits(catalog, store, nudge, [], time);
    }

    /// <summary>One line (without its line feed) for each entry, sorted by key, archived ones too; versions are read entry by entry.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = await _store.LoadAsync(cancellationToken);
        foreach (EntryState state in snapshot.Entries.OrderBy(state => state.Key))
        {
            IReadOnlyList<EntryVersion> versions = await _store.ReadVersionsAsync(state.Key, state.LatestVersion + 1, int.MaxValue, cancellationToken);
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
    /// Reads lines as they come and commits exported entries in groups; a wrong line hinders no other. A line is an exported entry, or
    /// <c>{namespace, name, kind?, content, description?, tags?, labels?}</c>, which is written as create and update do, unless the
    /// current version has this content already. Who may not publish gets the current version of an exported entry as candidate.
    /// </summary>
    public async IAsyncEnumerable<ImportLineResult> ImportAsync(
        Stream lines, string? author, bool mayPublish, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(lines, Encoding.UTF8, leaveOpen: true);
        var group = new List<(int Line, EntryArchive Archive)>();
        int number = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            ImportLine line = ImportLine.Parse(text);
            if (line is ImportLine.Exported exported && mayPublish)
            {
                group.Add((number, exported.Archive));
                if (group.Count < GroupSize)
                {
                    continue;
                }
            }

            foreach (ImportLineResult result in await RestoreAsync(group, author, cancellationToken))
            {
                yield return result;
            }

            if (line is not ImportLine.Exported || !mayPublish)
            {
                yield return await WriteAsync(number, line, author, mayPublish, cancellationToken);
            }
        }

        foreach (ImportLineResult result in await RestoreAsync(group, author, cancellationToken))
        {
            yield return result;
        }
    }

    private async Task<IReadOnlyList<ImportLineResult>> RestoreAsync(List<(int Line, EntryArchive Archive)> group, string? author, CancellationToken cancellationToken)
    {
        if (group.Count == 0)
        {
            return [];
        }

        bool[] isNew = [.. group.Select(one => _catalog.Find(one.Archive.Key) is null)];
        CatalogChange[] changes = [.. group.Select(one => new CatalogChange.Restore(one.Archive) { Key = one.Archive.Key, At = _commits.Now, Author = author })];
        IReadOnlyList<CommitResult> results = await _commits.CommitAsync(changes, cancellationToken);
        ImportLineResult[] answers = [.. group.Select((one, index) => ToResult(one.Line, one.Archive.Key, results[index], isNew[index]))];
        group.Clear();
        return answers;
    }

    private async Task<ImportLineResult> WriteAsync(int number, ImportLine line, string? author, bool mayPublish, CancellationToken cancellationToken)
    {
        switch (line)
        {
            case ImportLine.Authored authored:
                return await WriteAsync(number, authored, author, mayPublish, cancellationToken);
            case ImportLine.Exported exported:
                EntryVersion current = exported.Archive.Versions[exported.Archive.Labels.GetValueOrDefault(VersionSelector.ProductionLabel, exported.Archive.Versions.Length) - 1];
                var draft = new ImportLine.Authored(current.Key, current.Kind, current.Body, current.Description, current.Tags, null);
                return await WriteAsync(number, draft, author, mayPublish, cancellationToken);
            default:
                return new ImportLineResult(number, null, ImportStatus.Refused, null, [((ImportLine.Broken)line).Error]);
        }
    }

    private async Task<ImportLineResult> WriteAsync(int number, ImportLine.Authored line, string? author, bool mayPublish, CancellationToken cancellationToken)
    {
        EntryState? state = _catalog.Find(line.Key);
        if (state is null)
        {
            WriteResult created = await _writer.CreateAsync(
                new CreateEntryRequest
                {
                    Key = line.Key,
                    Kind = line.Kind,
                    Content = line.Content,
                    Description = line.Description,
                    Tags = line.Tags,
                    Labels = line.Labels,
                    Author = author,
                    MayPublish = mayPublish,
                },
                cancellationToken);
            return ToResult(number, line.Key, created, ImportStatus.Created);
        }

        AuthoredEntry authored = EntryContent.Read(state.Kind, line.Content, state.Current);
        EntryDraft? draft = authored.Draft is null ? null : EntryContent.With(authored.Draft, line.Description, line.Tags);
        if (draft is not null && state.Versions.Values.Any(version => version.ContentHash == draft.ContentHash))
        {
            return new ImportLineResult(number, line.Key, ImportStatus.Unchanged, state.LatestVersion, []);
        }

        WriteResult updated = await _writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = line.Key,
                Content = draft is null ? line.Content : ToContent(draft),
                Labels = line.Labels,
                Author = author,
                MayPublish = mayPublish,
            },
            cancellationToken);
        return ToResult(number, line.Key, updated, ImportStatus.Updated);
    }

    /// <summary>The draft as a content object, description and tags within.</summary>
    private static JsonElement ToContent(EntryDraft draft) => draft.Kind == EntryKind.Schema
        ? draft.Body
        : CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("description", draft.Description);
            writer.WritePropertyName("tags");
            JsonSerializer.Serialize(writer, draft.Tags);
            foreach (JsonProperty field in draft.Body.EnumerateObject())
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });

    private static ImportLineResult ToResult(int line, EntryKey key, CommitResult result, bool isNew) => result switch
    {
        CommitResult.Applied applied => new ImportLineResult(line, key, isNew ? ImportStatus.Created : ImportStatus.Updated, applied.State.LatestVersion, []),
        CommitResult.Unchanged unchanged => new ImportLineResult(line, key, ImportStatus.Unchanged, unchanged.State.LatestVersion, []),
        CommitResult.KindConflict conflict => Refuse(line, key, new EntryError("kind", $"The entry is a {conflict.Kind.ToText()} and stays one.")),
        _ => Refuse(line, key, new EntryError("", $"Not possible now: {result.GetType().Name}.")),
    };

    private static ImportLineResult ToResult(int line, EntryKey key, WriteResult result, ImportStatus written) => result switch
    {
        WriteResult.Written one => new ImportLineResult(line, key, written, one.Version, []),
        WriteResult.Unchanged one => new ImportLineResult(line, key, ImportStatus.Unchanged, one.Version, []),
        WriteResult.Invalid invalid => new ImportLineResult(line, key, ImportStatus.Refused, null, invalid.Errors),
        WriteResult.BadRequest bad => new ImportLineResult(line, key, ImportStatus.Refused, null, bad.Errors),
        WriteResult.PublishForbidden forbidden => Refuse(line, key, new EntryError("labels", $"The label {forbidden.Label} may not be moved.")),
        _ => Refuse(line, key, new EntryError("", $"Not possible now: {result.GetType().Name}.")),
    };

    private static ImportLineResult Refuse(int line, EntryKey key, EntryError error) => new(line, key, ImportStatus.Refused, null, [error]);
}
