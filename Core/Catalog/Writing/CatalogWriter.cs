using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Every change that callers make to the catalog: validated, committed in one transaction, then applied to this instance's memory
/// before the call returns. Safe for concurrent use.
/// </summary>
public sealed class CatalogWriter
{
    /// <summary>A plain text is put into the version it was written against; when that moves away this often, somebody writes without pause.</summary>
    private const int RebaseAttempts = 5;

    private const int MaxSuggestionLength = 8_000;

    private readonly PromptCatalog _catalog;
    private readonly CatalogCommits _commits;
    private readonly TimeProvider _time;

    public CatalogWriter(PromptCatalog catalog, ICatalogStore store, IChangeNudge nudge, IEnumerable<IEntryValidator> validators, TimeProvider time)
    {
        _catalog = catalog;
        _commits = new CatalogCommits(catalog, store, nudge, validators, time);
        _time = time;
    }

    public async Task<WriteResult> CreateAsync(CreateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (CheckKey(request.Key) is { } badKey)
        {
            return badKey;
        }

        if (LabelPolicy.Decide(request.Labels, request.MayPublish, out ImmutableArray<string> labels) is { } badLabels)
        {
            return badLabels;
        }

        AuthoredEntry content = EntryContent.Read(request.Kind ?? EntryKind.Prompt, request.Content, before: null);
        if (content.Draft is null)
        {
            return new WriteResult.Invalid(content.Errors);
        }

        EntryDraft draft = EntryContent.With(content.Draft, request.Description, request.Tags);
        if (await ValidateAsync(request.Key, draft, 1, labels, cancellationToken) is { } invalid)
        {
            return invalid;
        }

        var change = new CatalogChange.Create(draft) { Key = request.Key, At = _commits.Now, Author = request.Author, ChangeNote = request.ChangeNote, Labels = labels };
        return ToResult(await _commits.CommitAsync(change, cancellationToken));
    }

    public async Task<WriteResult> UpdateAsync(UpdateEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (LabelPolicy.Decide(request.Labels, request.MayPublish, out ImmutableArray<string> labels) is { } badLabels)
        {
            return badLabels;
        }

        if (CheckSuggestions(request.Suggestions) is { } badSuggestions)
        {
            return badSuggestions;
        }

        for (int attempt = 1; ; attempt++)
        {
            if (_catalog.Find(request.Key) is not { IsArchived: false } state)
            {
                return new WriteResult.NotFound("entry");
            }

            if (request.ExpectedVersion is { } expected && expected != state.LatestVersion)
            {
                return new WriteResult.VersionConflict(state.LatestVersion);
            }

            EntryDraft? draft = null;
            if (request.Content is { } content)
            {
                AuthoredEntry authored = EntryContent.Read(state.Kind, content, state.Current);
                if (authored.Draft is null)
                {
                    return new WriteResult.Invalid(authored.Errors);
                }

                draft = authored.Draft;
                if (await ValidateAsync(request.Key, draft, state.LatestVersion + 1, labels, cancellationToken) is { } invalid)
                {
                    return invalid;
                }
            }

            var change = new CatalogChange.Append(draft)
            {
                Key = request.Key,
                At = _commits.Now,
                Author = request.Author,
                ChangeNote = request.ChangeNote,
                Labels = labels,
                Suggestions = New(request.Suggestions),
                // What a new version builds on must still be the latest, or another's improvement would be lost.
                ExpectedVersion = draft is null ? request.ExpectedVersion : state.LatestVersion,
            };
            CommitResult result = await _commits.CommitAsync(change, cancellationToken);
            if (result is not CommitResult.VersionConflict || request.ExpectedVersion is not null || attempt == RebaseAttempts)
            {
                return ToResult(result);
            }

            await _catalog.CatchUpAsync(cancellationToken);
        }
    }

    /// <summary>Hides the entry; its versions stay readable by number.</summary>
    public async Task<WriteResult> ArchiveAsync(EntryKey key, string? author, CancellationToken cancellationToken) =>
        ToResult(await _commits.CommitAsync(new CatalogChange.ArchiveEntry { Key = key, At = _commits.Now, Author = author }, cancellationToken));

    /// <summary>Points a label at a version. Moving <c>production</c> asks the validators, as an update does.</summary>
    public async Task<WriteResult> SetLabelAsync(EntryKey key, string label, int version, LabelCondition condition, string? author, CancellationToken cancellationToken)
    {
        if (!EntryLabels.IsSettable(label))
        {
            return LabelPolicy.BadLabel(label);
        }

        if (label == VersionSelector.ProductionLabel && await _catalog.GetAsync(key, VersionSelector.ForVersion(version), cancellationToken) is { } target
            && _catalog.Find(key) is { IsArchived: false } state)
        {
            var after = new CatalogOverlay(_catalog);
            after.Set(state with { Labels = state.Labels.SetItem(label, version), Versions = state.Versions.SetItem(version, target) });
            ImmutableArray<EntryError> errors = await _commits.ValidateAsync(target, after, cancellationToken);
            if (!errors.IsEmpty)
            {
                return new WriteResult.Invalid(errors);
            }
        }

        var change = new CatalogChange.SetLabel(label, version, condition) { Key = key, At = _commits.Now, Author = author };
        return ToResult(await _commits.CommitAsync(change, cancellationToken));
    }

    public async Task<WriteResult> RemoveLabelAsync(EntryKey key, string label, LabelCondition condition, string? author, CancellationToken cancellationToken) =>
        ToResult(await _commits.CommitAsync(new CatalogChange.RemoveLabel(label, condition) { Key = key, At = _commits.Now, Author = author }, cancellationToken));

    /// <summary>Adds suggestions to the current version of an entry.</summary>
    public async Task<WriteResult> SuggestAsync(EntryKey key, ImmutableArray<string> texts, string? author, CancellationToken cancellationToken)
    {
        if (texts.IsDefaultOrEmpty)
        {
            return new WriteResult.BadRequest([new EntryError("suggestions", "At least one is required.")]);
        }

        if (CheckSuggestions(texts) is { } bad)
        {
            return bad;
        }

        var change = new CatalogChange.AddSuggestions(New(texts)) { Key = key, At = _commits.Now, Author = author };
        WriteResult result = ToResult(await _commits.CommitAsync(change, cancellationToken));
        return result is WriteResult.Written written ? written with { Suggestion = ToSuggestion(change, written.Version) } : result;
    }

    /// <summary>Accepts or rejects an open suggestion.</summary>
    public async Task<WriteResult> ResolveSuggestionAsync(EntryKey key, Guid id, SuggestionStatus status, string? author, CancellationToken cancellationToken)
    {
        if (status == SuggestionStatus.Open)
        {
            return new WriteResult.BadRequest([new EntryError("status", "A decision is accepted or rejected.")]);
        }

        var change = new CatalogChange.ResolveSuggestion(id, status) { Key = key, At = _commits.Now, Author = author };
        return ToResult(await _commits.CommitAsync(change, cancellationToken));
    }

    private async Task<WriteResult?> ValidateAsync(EntryKey key, EntryDraft draft, int number, ImmutableArray<string> labels, CancellationToken cancellationToken)
    {
        EntryVersion candidate = draft.ToVersion(key, number, VersionSource.Api, _commits.Now, null, null);
        var after = new CatalogOverlay(_catalog);
        after.Add(candidate, labels);
        ImmutableArray<EntryError> errors = await _commits.ValidateAsync(candidate, after, cancellationToken);
        return errors.IsEmpty ? null : new WriteResult.Invalid(errors);
    }

    private ImmutableArray<NewSuggestion> New(ImmutableArray<string> texts) =>
        texts.IsDefaultOrEmpty ? [] : [.. texts.Select(text => new NewSuggestion(Guid.CreateVersion7(_time.GetUtcNow()), text))];

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

    private static WriteResult.BadRequest? CheckKey(EntryKey key) => (EntryKey.IsNamespace(key.Namespace), EntryKey.IsName(key.Name)) switch
    {
        (false, _) => new WriteResult.BadRequest([new EntryError("namespace", $"Must match {EntryKey.NamespacePattern}.")]),
        (_, false) => new WriteResult.BadRequest([new EntryError("name", $"Must match {EntryKey.NamePattern}.")]),
        _ => null,
    };

    private static WriteResult.BadRequest? CheckSuggestions(ImmutableArray<string> texts) =>
        texts.IsDefaultOrEmpty || texts.All(text => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxSuggestionLength)
            ? null
            : new WriteResult.BadRequest([new EntryError("suggestions", $"Each is a text of 1 to {MaxSuggestionLength} characters.")]);

    private static WriteResult ToResult(CommitResult result) => result switch
    {
        CommitResult.Applied applied => new WriteResult.Written(applied.State, applied.Version, applied.Position),
        CommitResult.Unchanged unchanged => new WriteResult.Unchanged(unchanged.State, unchanged.Version),
        CommitResult.NotFound missing => new WriteResult.NotFound(missing.What),
        CommitResult.NameTaken taken => new WriteResult.NameTaken(taken.State),
        CommitResult.VersionConflict conflict => new WriteResult.VersionConflict(conflict.LatestVersion),
        CommitResult.LabelConflict conflict => new WriteResult.LabelConflict(conflict.CurrentVersion),
        CommitResult.AlreadyResolved resolved => new WriteResult.AlreadyResolved(resolved.Status),
        CommitResult.KindConflict conflict => new WriteResult.Invalid([new EntryError("kind", $"The entry is a {conflict.Kind.ToText()} and stays one.")]),
        _ => throw new NotSupportedException($"No result for {result.GetType().Name}."),
    };
}
