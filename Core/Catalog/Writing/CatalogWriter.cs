using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Every change that callers make to the catalog: validated, committed in one transaction, then applied to this instance's memory
/// before the call returns. What was validated is what is committed: when another writer comes in between, it is validated again.
/// Safe for concurrent use.
/// </summary>
public sealed class CatalogWriter
{
    private readonly CatalogCommits _commits;
    private readonly NamespaceBounds _bounds;

    internal CatalogWriter(CatalogCommits commits, NamespaceBounds bounds) => (_commits, _bounds) = (commits, bounds);

    /// <summary>Version 1 of a new entry; over an archived one its next version, with which the entry comes back.</summary>
    public async Task<WriteResult> CreateAsync(CreateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Place(request.Content, await WriteAsync(
            new CatalogWrite(LabelDoor.Create, request.MayPublish, catalog => Create(catalog, request)),
            cancellationToken));
    }

    public async Task<WriteResult> UpdateAsync(UpdateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Place(request.Content, await WriteAsync(
            new CatalogWrite(LabelDoor.Update, request.MayPublish, catalog => Update(catalog, request)),
            cancellationToken));
    }

    /// <summary>
    /// What a content would come to as the next version, or as the first of a prompt that is not there: by the same rules as a write that
    /// goes to production, against the catalog as it stands.
    /// </summary>
    /// <param name="namespaces">As <see cref="CreateEntryRequest.Namespaces"/>.</param>
    public async Task<EntryPreview> PreviewAsync(
        EntryKey key, JsonElement content, ImmutableArray<string> namespaces, CancellationToken cancellationToken)
    {
        PlannedWrite plan = default;
        WriteResult? refusal = (await _commits.ForeseeAsync(
            [new CatalogWrite(default, MayPublish: true, catalog => plan = Plan(catalog, key, content, namespaces))],
            cancellationToken))[0];
        int number = plan.Change is CatalogChange.Append { ExpectedVersion: { } latest } ? latest + 1 : 1;
        return new EntryPreview(
            plan.Draft?.ToVersion(key, number, VersionSource.Api, _commits.Now, author: null, changeNote: null),
            refusal is null ? [] : Errors(Place(content, refusal)),
            plan.Assumed ?? [])
        {
            OutOfScope = refusal as WriteResult.ReferenceOutOfScope,
        };
    }

    private PlannedWrite Plan(ICatalogReader catalog, EntryKey key, JsonElement content, ImmutableArray<string> namespaces) =>
        catalog.Find(key) is null or { IsArchived: true }
            ? Create(catalog, new CreateEntryRequest { Key = key, Content = content, Namespaces = namespaces })
            : Update(catalog, new UpdateEntryRequest { Key = key, Content = content, Namespaces = namespaces });

    private PlannedWrite Create(ICatalogReader catalog, CreateEntryRequest request) =>
        _bounds.Check(RequestRules.Create(catalog, request, _commits.Now), catalog, request.Namespaces);

    private PlannedWrite Update(ICatalogReader catalog, UpdateEntryRequest request) =>
        _bounds.Check(RequestRules.Update(catalog, request, _commits.Now), catalog, request.Namespaces);

    private static ImmutableArray<EntryError> Errors(WriteResult refusal) => refusal switch
    {
        WriteResult.Invalid invalid => invalid.Errors,
        WriteResult.BadRequest bad => bad.Errors,
        WriteResult.ForeignFormat foreign => foreign.Errors,
        // Who may move which label is no matter of the content.
        _ => [],
    };

    /// <summary>Says of an authored text where in it each error is, and of any content no more than can be read.</summary>
    private static WriteResult Place(JsonElement? content, WriteResult result) => result is WriteResult.Invalid invalid
        ? invalid with
        {
            Errors = YamlPlaces.PlaceFirst(
                invalid.Errors, content is { ValueKind: JsonValueKind.String } text ? YamlPlaces.Read(text.GetString()!) : null),
        }
        : result;

    /// <summary>Hides the entry; its versions stay readable by number. Refused while a workflow uses it.</summary>
    public Task<WriteResult> ArchiveAsync(EntryKey key, string? author, CancellationToken cancellationToken) =>
        WriteAsync(default, _ => new CatalogChange.ArchiveEntry { Key = key, At = _commits.Now, Author = author }, cancellationToken);

    /// <summary>
    /// Brings an archived entry back as it was, its labels too. Refused when what they give to callers cannot be used any more.
    /// </summary>
    public Task<WriteResult> RestoreAsync(EntryKey key, string? author, CancellationToken cancellationToken) =>
        WriteAsync(
            LabelDoor.Restore, _ => new CatalogChange.UnarchiveEntry { Key = key, At = _commits.Now, Author = author }, cancellationToken);

    /// <summary>
    /// Points a label at a version. Refused when the version cannot be used, or when a workflow that follows the label would break.
    /// </summary>
    public Task<WriteResult> SetLabelAsync(
        EntryKey key, string label, int version, LabelCondition condition, string? author, CancellationToken cancellationToken) =>
        SetLabelAsync(key, label, version, condition, author, changeNote: null, cancellationToken);

    /// <inheritdoc cref="SetLabelAsync(EntryKey, string, int, LabelCondition, string?, CancellationToken)"/>
    /// <param name="changeNote">Why, for the audit log.</param>
    public async Task<WriteResult> SetLabelAsync(
        EntryKey key, string label, int version, LabelCondition condition, string? author, string? changeNote,
        CancellationToken cancellationToken) =>
        EntryLabels.IsSettable(label)
            ? await WriteAsync(
                LabelDoor.SetLabel,
                _ => new CatalogChange.SetLabel(label, version, condition)
                {
                    Key = key,
                    At = _commits.Now,
                    Author = author,
                    ChangeNote = changeNote,
                },
                cancellationToken)
            : RequestedLabels.Refuse(label);

    /// <summary>
    /// Refused while a workflow asks for the label, and always for <c>production</c>: without it everybody would get the latest version,
    /// which may only be staged.
    /// </summary>
    public Task<WriteResult> RemoveLabelAsync(
        EntryKey key, string label, LabelCondition condition, string? author, CancellationToken cancellationToken) =>
        WriteAsync(
            LabelDoor.RemoveLabel,
            catalog => label == VersionSelector.ProductionLabel
                && catalog.Find(key) is { IsArchived: false } state
                && state.Labels.TryGetValue(label, out int version)
                && condition.IsMetBy(version)
                ? new WriteResult.LabelRequired(label)
                : new CatalogChange.RemoveLabel(label, condition) { Key = key, At = _commits.Now, Author = author },
            cancellationToken);

    /// <summary>Adds suggestions to the current version of an entry.</summary>
    public async Task<WriteResult> SuggestAsync(
        EntryKey key, ImmutableArray<string> texts, string? author, CancellationToken cancellationToken)
    {
        PlannedWrite plan = RequestRules.Suggest(key, texts, author, _commits.Now);
        WriteResult result = await WriteAsync(default, _ => plan, cancellationToken);
        return result is WriteResult.Written written
            ? written with { Suggestion = ToSuggestion((CatalogChange.AddSuggestions)plan.Change!, written.Version) }
            : result;
    }

    /// <summary>Accepts or rejects an open suggestion.</summary>
    public async Task<WriteResult> ResolveSuggestionAsync(
        EntryKey key, Guid id, SuggestionStatus status, string? author, CancellationToken cancellationToken) =>
        status == SuggestionStatus.Open
            ? new WriteResult.BadRequest([new EntryError("status", "A decision is accepted or rejected.")])
            : await WriteAsync(
                default,
                _ => new CatalogChange.ResolveSuggestion(id, status) { Key = key, At = _commits.Now, Author = author },
                cancellationToken);

    /// <summary>Of callers whose role was asked for at the door.</summary>
    private Task<WriteResult> WriteAsync(LabelDoor door, Func<ICatalogReader, PlannedWrite> plan, CancellationToken cancellationToken) =>
        _commits.WriteAsync(new CatalogWrite(door, MayPublish: true, plan), cancellationToken);

    private async Task<WriteResult> WriteAsync(CatalogWrite write, CancellationToken cancellationToken)
    {
        PlannedWrite plan = default;
        WriteResult result = await _commits.WriteAsync(write with { Plan = catalog => plan = write.Plan(catalog) }, cancellationToken);
        return result is WriteResult.Written written ? written with { Assumed = plan.Assumed ?? [] } : result;
    }

    private static Suggestion ToSuggestion(CatalogChange.AddSuggestions change, int version) => new()
    {
        Id = change.Suggestions[0].Id,
        Key = change.Key,
        Version = version,
        Text = change.Suggestions[0].Text,
        Author = change.Author,
        Status = SuggestionStatus.Open,
        CreatedAt = change.At,
    };
}
