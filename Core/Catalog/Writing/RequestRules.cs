using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>What change a request asks for, against the catalog as it stands. Pure.</summary>
internal static class RequestRules
{
    private const int MaxSuggestionLength = 8_000;

    public static PlannedWrite Create(ICatalogReader catalog, CreateEntryRequest request, DateTimeOffset at)
    {
        if (CheckKey(request.Key) is { } badKey)
        {
            return badKey;
        }

        if (RequestedLabels.TextsOnly("tags", request.Tags) is { } badTags)
        {
            return badTags;
        }

        if (RequestedLabels.Read(request.Labels, request.MayPublish, out ImmutableArray<string> labels) is { } badLabels)
        {
            return badLabels;
        }

        // The name of an archived entry is taken, by its history: it goes on, if the caller is one of those who could have archived it.
        EntryState? archived = catalog.Find(request.Key) is { IsArchived: true } state ? state : null;
        if (archived is not null && !request.MayPublish)
        {
            return new WriteResult.Archived(request.Key);
        }

        AuthoredEntry content = EntryContent.Read(
            request.Kind ?? EntryKind.Prompt, request.Key, request.Content, before: null, request.Description);
        if (content.Draft is null)
        {
            return Refuse(content);
        }

        EntryDraft draft = EntryContent.With(content.Draft, request.Description, request.Tags);
        return Plan(content, archived is null
            ? new CatalogChange.Create(draft)
            {
                Key = request.Key,
                At = at,
                Author = request.Author,
                ChangeNote = request.ChangeNote,
                Labels = labels
            }
            : new CatalogChange.Append(draft)
            {
                Key = request.Key,
                At = at,
                Author = request.Author,
                ChangeNote = request.ChangeNote,
                Labels = labels,
                ExpectedVersion = archived.LatestVersion,
                IsUnarchiving = true,
            });
    }

    public static PlannedWrite Update(ICatalogReader catalog, UpdateEntryRequest request, DateTimeOffset at)
    {
        if (RequestedLabels.TextsOnly("tags", request.Tags) is { } badTags)
        {
            return badTags;
        }

        if (RequestedLabels.Read(request.Labels, request.MayPublish, out ImmutableArray<string> labels) is { } badLabels)
        {
            return badLabels;
        }

        if (CheckSuggestions(request.Suggestions) is { } badSuggestions)
        {
            return badSuggestions;
        }

        if (catalog.Find(request.Key) is not { } state)
        {
            return new WriteResult.NotFound("entry");
        }

        if (state.IsArchived)
        {
            return new WriteResult.Archived(request.Key);
        }

        if (request.ExpectedVersion is { } expected && expected != state.LatestVersion)
        {
            return new WriteResult.VersionConflict(state.LatestVersion);
        }

        if (request.ExpectedCurrent is { } current && current != state.Current.Number)
        {
            return new WriteResult.VersionConflict(state.Current.Number);
        }

        AuthoredEntry? content = request.Content is { } given
            ? EntryContent.Read(state.Kind, request.Key, given, state.Current, request.Description)
            : null;
        return content is { Draft: null }
            ? Refuse(content)
            : Plan(
                content,
                new CatalogChange.Append(content?.Draft is { } draft ? EntryContent.With(draft, request.Description, request.Tags) : null)
                {
                    Key = request.Key,
                    At = at,
                    Author = request.Author,
                    ChangeNote = request.ChangeNote,
                    Labels = labels,
                    Suggestions = New(request.Suggestions, at),
                    // What a new version builds on must still be the latest, or another's improvement would be lost.
                    ExpectedVersion = content is null ? request.ExpectedVersion : state.LatestVersion,
                });
    }

    public static PlannedWrite Suggest(EntryKey key, ImmutableArray<string> texts, string? author, DateTimeOffset at)
    {
        if (texts.IsDefaultOrEmpty)
        {
            return new WriteResult.BadRequest([new EntryError("suggestions", "At least one is required.")]);
        }

        return CheckSuggestions(texts) is { } bad
            ? bad
            : new CatalogChange.AddSuggestions(New(texts, at)) { Key = key, At = at, Author = author };
    }

    private static PlannedWrite Plan(AuthoredEntry? content, CatalogChange change) => new(change, null, content?.Assumed);

    private static WriteResult Refuse(AuthoredEntry content) =>
        content.IsForeign ? new WriteResult.ForeignFormat(content.Errors) : new WriteResult.Invalid(content.Errors);

    private static ImmutableArray<NewSuggestion> New(ImmutableArray<string> texts, DateTimeOffset at) =>
        texts.IsDefaultOrEmpty ? [] : [.. texts.Select(text => new NewSuggestion(Guid.CreateVersion7(at), text))];

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
}
