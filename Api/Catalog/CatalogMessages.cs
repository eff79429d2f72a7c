using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Catalog;

/// <summary>The catalog by namespace. <paramref name="Total"/> counts what the filters let through, beyond this page too.</summary>
internal sealed record CatalogResponse(
    [property: OneOf("success")] string Status, IReadOnlyDictionary<string, List<CatalogItem>> Catalog, int Total, string? NextCursor);

/// <summary>An entry as everybody gets it. <paramref name="Labels"/> are those that point to <paramref name="Version"/>.</summary>
internal sealed record CatalogItem(
    string Name,
    string Namespace,
    [property: OneOf<EntryKind>] string Kind,
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Labels,
    int SuggestionsCount,
    DateTimeOffset UpdatedAt);

/// <summary>A list of any resource. <c>total</c> counts all of it, <c>next_cursor</c> is null on the last page.</summary>
internal sealed record ListResponse<T>(IReadOnlyList<T> Items, string? NextCursor, long Total);

internal sealed record CreatePromptRequest : ICheckedRequest, INamesNamespace
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>The body as an object, or a string: the authored form, or a plain template.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Default: prompt.</summary>
    [OneOf<EntryKind>]
    public string? Kind { get; init; }

    public string? Description { get; init; }

    public string[]? Tags { get; init; }

    /// <summary>Default: production, or candidate for a caller who may not publish.</summary>
    public string[]? Labels { get; init; }

    public string? ChangeNote { get; init; }

    public string? UserId { get; init; }

    public string? NamespaceOf(ICatalogReader catalog) => Namespace;

    public void Check(RequestErrors errors)
    {
        errors.RequireNamespace(Namespace);
        errors.RequireName(Name);
        errors.RequireContent(Content);
        errors.RequireKind(Kind);
        errors.RequireUser(UserId);
    }
}

internal sealed record UpdatePromptRequest : ICheckedRequest, INamesNamespace
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Attached to the new version.</summary>
    public string[] Suggestions { get; init; } = [];

    /// <summary>The new body; without it the body stays.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>Labels to move to the new version; default: production, or candidate for a caller who may not publish.</summary>
    public string[]? Labels { get; init; }

    public string? ChangeNote { get; init; }

    /// <summary>Refused with 409 unless this is the latest version.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>A model rewrites the body with the suggestions; the result is labelled candidate.</summary>
    public bool ApplySuggestions { get; init; }

    public string? UserId { get; init; }

    public string? NamespaceOf(ICatalogReader catalog) => Namespace;

    public void Check(RequestErrors errors)
    {
        errors.RequireNamespace(Namespace);
        errors.RequireName(Name);
        errors.RequireUser(UserId);

        if (Content is { } content)
        {
            errors.RequireContent(content);
        }

        errors.Require(!ApplySuggestions || Content is null, "apply_suggestions", "cannot be combined with content");
        errors.Require(
            !ApplySuggestions || Labels is null, "apply_suggestions", "cannot be combined with labels; the version is labelled candidate");
    }
}

/// <param name="Assumed">What the content left out and was taken for granted; left out when that is nothing.</param>
internal sealed record UpdatePromptResponse(
    [property: OneOf("success")] string Status, string Name, string Namespace, int Version, int SuggestionsCount, long Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Assumed);

/// <summary>
/// What a write of an entry left behind. <paramref name="Position"/> goes into <c>PromptIntel-Min-Position</c>; <paramref name="Assumed"/>
/// says what the content left out and was taken for granted, <paramref name="Warnings"/> what a recipe has and nobody reads.
/// </summary>
internal sealed record EntryResponse(
    string Namespace,
    string Name,
    [property: OneOf<EntryKind>] string Kind,
    int Version,
    IReadOnlyDictionary<string, int> Labels,
    int SuggestionsCount,
    long? Position,
    IReadOnlyList<string> Assumed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DefinitionWarning>? Warnings);

/// <param name="Problems">Why the version can be read but not rendered or executed; empty when it can be used.</param>
internal sealed record VersionItem(
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Labels,
    string ContentHash,
    [property: OneOf<VersionSource>] string Source,
    DateTimeOffset CreatedAt,
    string? Author,
    string? ChangeNote,
    IReadOnlyList<string> Problems);

internal sealed record DiffResponse(int From, int To, IReadOnlyList<string> ChangedFields, IReadOnlyList<DiffLineItem> Lines);

internal sealed record DiffLineItem([property: OneOf("unchanged", "added", "removed")] string Change, string Text);

internal sealed record RenderRequest : ICheckedRequest
{
    /// <summary>Values of the prompt's variables.</summary>
    public JsonElement? Variables { get; init; }

    public int? Version { get; init; }

    public string? Label { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.RequireObject(Variables, "variables");
        errors.RequireOneSelector(Version, Label);
    }
}

internal sealed record RenderResponse(string Namespace, string Name, int Version, IReadOnlyList<MessageItem> Messages, int TokenEstimate);

/// <param name="Parts">Text, images and files in their order, where there is more than text.</param>
/// <param name="ToolCalls">The tools that an earlier answer called.</param>
/// <param name="ToolCallId">The call that a tool's message answers.</param>
internal sealed record MessageItem(
    [property: OneOf("system", "user", "assistant", "tool")] string Role,
    string Content,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PartItem>? Parts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ToolCallItem>? ToolCalls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToolCallId);

/// <param name="Content">The text, or the reference of an image or file.</param>
internal sealed record PartItem([property: OneOf("text", "image", "file")] string Type, string Content, string? MediaType);

/// <param name="Arguments">A JSON object as text.</param>
internal sealed record ToolCallItem(string Id, string Name, string Arguments);

internal sealed record LabelItem(string Label, int Version, string Etag);

internal sealed record SetLabelRequest : ICheckedRequest
{
    public required int Version { get; init; }

    /// <summary>Why it moves: kept in the label's history.</summary>
    public string? ChangeNote { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(Version >= 1, "version", "must be 1 or more");
        errors.RequireLength(ChangeNote, AuditEntry.LongestWhy, "change_note");
    }
}

internal sealed record AddSuggestionRequest : ICheckedRequest
{
    public required string Text { get; init; }

    public string? UserId { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(!string.IsNullOrWhiteSpace(Text), "text", "must not be empty");
        errors.RequireUser(UserId);
    }
}

internal sealed record SuggestionItem(
    Guid Id,
    int Version,
    string Text,
    string? Author,
    [property: OneOf<SuggestionStatus>] string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy);

/// <summary>What a whole import came to; one result for each line.</summary>
internal sealed record ImportResponse(
    [property: OneOf("success", "partial", "failed")] string Status, int Created, int Updated, int Unchanged, int Refused,
    IReadOnlyList<ImportLineItem> Results);

/// <param name="Warnings">What is wrong with old versions of an exported entry, which were kept and cannot be used.</param>
internal sealed record ImportLineItem(
    int Line, string? Namespace, string? Name, [property: OneOf<ImportStatus>] string Status, int? Version,
    IReadOnlyList<string> Errors, IReadOnlyList<string> Assumed,
    IReadOnlyList<string> Warnings);

/// <summary>One change of the catalog: the entry as it stands when this is sent.</summary>
internal sealed record ChangeEvent(
    long Position,
    DateTimeOffset CommittedAt,
    string Namespace,
    string Name,
    [property: OneOf<EntryKind>] string Kind,
    int Version,
    IReadOnlyDictionary<string, int> Labels,
    bool Archived,
    int SuggestionsCount);

/// <summary>
/// The log does not go on where the client stands. It reads the catalog again, with this as its
/// <c>PromptIntel-Min-Position</c>, and follows from here.
/// </summary>
internal sealed record ResetEvent(long Position);
