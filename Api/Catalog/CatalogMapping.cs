using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Api.Auth;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Api.Catalog;

/// <summary>From messages to the catalog's requests, and from its results to messages.</summary>
internal static class CatalogMapping
{
    public static CreateEntryRequest ToCreate(this CreatePromptRequest request, Caller caller) => new()
    {
        Key = new EntryKey(request.Namespace, request.Name),
        Kind = EntryKinds.TryParse(request.Kind, out EntryKind kind) ? kind : null,
        Content = request.Content,
        Description = request.Description,
        Tags = request.Tags?.ToImmutableArray(),
        Labels = request.Labels?.ToImmutableArray(),
        ChangeNote = request.ChangeNote,
        Author = caller.UserFor(request.UserId),
        MayPublish = caller.MayPublish,
        Namespaces = caller.Namespaces,
    };

    public static UpdateEntryRequest ToUpdate(this UpdatePromptRequest request, Caller caller) => new()
    {
        Key = new EntryKey(request.Namespace, request.Name),
        Content = request.Content,
        Suggestions = [.. request.Suggestions],
        Labels = request.Labels?.ToImmutableArray(),
        ChangeNote = request.ChangeNote,
        ExpectedVersion = request.ExpectedVersion,
        Author = caller.UserFor(request.UserId),
        MayPublish = caller.MayPublish,
        Namespaces = caller.Namespaces,
    };

    public static UpdatePromptResponse ToUpdateResponse(this WriteResult.Written written) =>
        new(
            "success",
            written.State.Key.Name,
            written.State.Key.Namespace,
            written.Version,
            written.State.SuggestionsCount,
            written.Position,
            written.Assumed.IsEmpty ? null : written.Assumed);

    /// <param name="content">What was written, where something was: warnings say where in it.</param>
    public static EntryResponse ToResponse(this WriteResult.Written written, JsonElement? content = null) =>
        ToResponse(written.State, written.Version, written.Position, written.Assumed, content);

    public static EntryResponse ToResponse(this WriteResult.Unchanged unchanged) =>
        ToResponse(unchanged.State, unchanged.Version, null, [], null);

    private static EntryResponse ToResponse(
        EntryState state, int version, long? position, ImmutableArray<string> assumed, JsonElement? content) =>
        new(
            state.Key.Namespace,
            state.Key.Name,
            state.Kind.ToText(),
            version,
            CatalogListing.AllLabels(state),
            state.SuggestionsCount,
            position,
            assumed,
            state.Versions.TryGetValue(version, out EntryVersion? written)
                && WorkflowWarnings.Of(written, authored: content) is { IsEmpty: false } warnings
                    ? warnings
                    : null);

    public static VersionItem ToItem(this EntryVersion version, EntryState state, VersionChecks checks) => new(
        version.Number,
        version.Description,
        version.Tags,
        CatalogListing.LabelsOf(state, version.Number),
        version.ContentHash,
        version.Source.ToText(),
        version.CreatedAt,
        version.Author,
        version.ChangeNote,
        [.. checks.Check(version).Select(error => error.ToString())]);

    public static SuggestionItem ToItem(this Suggestion suggestion) => new(
        suggestion.Id, suggestion.Version, suggestion.Text, suggestion.Author, suggestion.Status.ToText(), suggestion.CreatedAt,
        suggestion.ResolvedAt, suggestion.ResolvedBy);

    public static ImportLineItem ToItem(this ImportLineResult line) => new(
        line.Line, line.Key?.Namespace, line.Key?.Name, ToText(line.Status), line.Version, Texts(line.Errors), line.Assumed,
        Texts(line.Warnings));

    private static string[] Texts(ImmutableArray<EntryError> errors) => [.. errors.Select(error => error.ToString())];

    public static ChangeEvent ToEvent(this LoggedChange change)
    {
        EntryState state = change.State;
        return new ChangeEvent(
            change.Position, change.CommittedAt, state.Key.Namespace, state.Key.Name, state.Kind.ToText(), state.LatestVersion,
            CatalogListing.AllLabels(state), state.IsArchived, state.SuggestionsCount);
    }

    public static string ToText(DiffChange change) => change switch
    {
        DiffChange.Added => "added",
        DiffChange.Removed => "removed",
        _ => "unchanged",
    };

    private static string ToText(ImportStatus status) => status switch
    {
        ImportStatus.Created => "created",
        ImportStatus.Updated => "updated",
        ImportStatus.Unchanged => "unchanged",
        _ => "refused",
    };

    public static MessageItem ToItem(this RenderedMessage message) => new(
        message.Role,
        message.Content,
        message.Parts.IsEmpty ? null : [.. message.Parts.Select(part => new PartItem(part.Type, part.Content, part.MediaType))],
        message.ToolCalls.IsEmpty ? null : [.. message.ToolCalls.Select(call => new ToolCallItem(call.Id, call.Name, call.Arguments))],
        message.ToolCallId);
}
