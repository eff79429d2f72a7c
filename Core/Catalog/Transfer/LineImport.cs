using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>One line of an import on its way into the catalog.</summary>
internal sealed class LineImport(int number, ImportLine line, string? author, bool mayPublish, VersionChecks checks)
{
    private bool _isNew;
    private ImmutableArray<string> _assumed = [];

    public CatalogWrite ToWrite(CatalogCommits commits) => new(LabelDoor.Import, mayPublish, catalog => Plan(catalog, commits.Now));

    /// <summary>What the line asks for, the lines before it in place.</summary>
    private PlannedWrite Plan(ICatalogReader catalog, DateTimeOffset at)
    {
        PlannedWrite plan = PlanLine(catalog, at);
        _assumed = plan.Assumed ?? [];
        return plan;
    }

    private PlannedWrite PlanLine(ICatalogReader catalog, DateTimeOffset at)
    {
        _isNew = Key is { } key && catalog.Find(key) is null;
        return line switch
        {
            ImportLine.Exported exported when mayPublish =>
                new CatalogChange.Restore(exported.Archive) { Key = exported.Archive.Key, At = at, Author = author },
            ImportLine.Exported exported => Plan(catalog, CurrentOf(exported.Archive), at),
            ImportLine.Authored authored => Plan(catalog, authored, at),
            _ => new WriteResult.BadRequest([((ImportLine.Broken)line).Error]),
        };
    }

    public ImportLineResult ToResult(WriteResult result) => result switch
    {
        WriteResult.Written written =>
            new ImportLineResult(number, Key, _isNew ? ImportStatus.Created : ImportStatus.Updated, written.State.LatestVersion, [])
            {
                Assumed = _assumed,
                Warnings = Warnings(),
            },
        WriteResult.Unchanged unchanged =>
            new ImportLineResult(number, Key, ImportStatus.Unchanged, unchanged.State.LatestVersion, []) { Warnings = Warnings() },
        WriteResult.Invalid invalid => new ImportLineResult(number, Key, ImportStatus.Refused, null, invalid.Errors),
        WriteResult.ForeignFormat foreign => new ImportLineResult(number, Key, ImportStatus.Refused, null, foreign.Errors),
        WriteResult.BadRequest bad => new ImportLineResult(number, Key, ImportStatus.Refused, null, bad.Errors),
        WriteResult.PublishForbidden forbidden => Refuse(new EntryError($"labels.{forbidden.Label}", forbidden.Reason)),
        WriteResult.Archived => Refuse(new EntryError("", "The entry is archived; restore it first.")),
        WriteResult.Contended => Refuse(new EntryError("", "Other processes were writing all the time; send the line again.")),
        _ => Refuse(new EntryError("", $"Not possible now: {result.GetType().Name}.")),
    };

    /// <param name="refusal">Null: it would be written.</param>
    public ImportLineResult ToForeseen(WriteResult? refusal) => refusal is not null
        ? ToResult(refusal)
        : new ImportLineResult(number, Key, _isNew ? ImportStatus.Created : ImportStatus.Updated, null, []) { Assumed = _assumed };

    private EntryKey? Key => line switch
    {
        ImportLine.Exported exported => exported.Archive.Key,
        ImportLine.Authored authored => authored.Key,
        _ => null,
    };

    /// <summary>Old versions of an exported history that are kept as they are and cannot be used.</summary>
    private ImmutableArray<EntryError> Warnings() => line is ImportLine.Exported exported
        ?
        [
            .. from version in exported.Archive.Versions
               from error in checks.Check(version)
               select new EntryRefusal(version.Key, error, version.Number).ToError(
                   new CatalogChange.Restore(exported.Archive) { Key = version.Key, At = default }),
        ]
        : [];

    private PlannedWrite Plan(ICatalogReader catalog, ImportLine.Authored entry, DateTimeOffset at)
    {
        if (catalog.Find(entry.Key) is not { } state)
        {
            return RequestRules.Create(
                catalog,
                new CreateEntryRequest
                {
                    Key = entry.Key,
                    Kind = entry.Kind,
                    Content = entry.Content,
                    Description = entry.Description,
                    Tags = entry.Tags,
                    Labels = entry.Labels,
                    ChangeNote = entry.ChangeNote,
                    Author = author,
                    MayPublish = mayPublish,
                },
                at);
        }

        AuthoredEntry authored = EntryContent.Read(state.Kind, entry.Key, entry.Content, state.Current);
        EntryDraft? draft = authored.Draft is null ? null : EntryContent.With(authored.Draft, entry.Description, entry.Tags);
        if (draft is not null && state.Versions.Values.Any(version => version.ContentHash == draft.ContentHash))
        {
            return new WriteResult.Unchanged(state, state.LatestVersion);
        }

        return RequestRules.Update(
            catalog,
            new UpdateEntryRequest
            {
                Key = entry.Key,
                Content = entry.Content,
                Description = entry.Description,
                Tags = entry.Tags,
                Labels = entry.Labels,
                ChangeNote = entry.ChangeNote,
                Author = author,
                MayPublish = mayPublish,
            },
            at);
    }

    private static ImportLine.Authored CurrentOf(EntryArchive archive)
    {
        EntryVersion current = archive.Versions[
            archive.Labels.GetValueOrDefault(VersionSelector.ProductionLabel, archive.Versions.Length) - 1];
        return new ImportLine.Authored(current.Key, current.Kind, current.Body, current.Description, current.Tags, null);
    }

    private ImportLineResult Refuse(EntryError error) => new(number, Key, ImportStatus.Refused, null, [error]);
}
