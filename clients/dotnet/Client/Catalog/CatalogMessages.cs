using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Client.Catalog;

/// <summary>An entry as everybody gets it.</summary>
/// <param name="Kind">prompt, operation, recipe, solver, schema or config.</param>
/// <param name="Labels">Those that point to this version.</param>
public sealed record CatalogEntry(
    string Namespace,
    string Name,
    string Kind,
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Labels,
    int SuggestionsCount,
    DateTimeOffset UpdatedAt)
{
    [JsonIgnore]
    public PromptReference Reference => new(Namespace, Name);
}

/// <summary>The catalog, or a part of it.</summary>
/// <param name="Position">Where in the change log it stands: who follows the log from here misses nothing.</param>
public sealed record CatalogList(IReadOnlyList<CatalogEntry> Entries, long Position, string? NextCursor);

/// <summary>One version of an entry; immutable, but for what it includes.</summary>
public sealed record PromptDocument(
    string Namespace,
    string Name,
    string Kind,
    int Version,
    string Description,
    IReadOnlyList<string> Tags,
    JsonElement Content,
    string ContentHash,
    string Source,
    DateTimeOffset CreatedAt,
    string? Author,
    string? ChangeNote)
{
    /// <summary>What it comes to with the texts that it includes; null where it includes none.</summary>
    public ComposedContent? Composed { get; init; }

    /// <summary>What is rendered: the content with what it includes in place.</summary>
    [JsonIgnore]
    public JsonElement Whole => Composed?.Content ?? Content;

    [JsonIgnore]
    public PromptReference Reference => new(Namespace, Name) { Version = Version };
}

/// <param name="Content">Null when it cannot be used, which <paramref name="Problems"/> explains.</param>
public sealed record ComposedContent(JsonElement? Content, IReadOnlyList<IncludedEntry> Includes, IReadOnlyList<string> Problems);

public sealed record IncludedEntry(string Namespace, string Name, int Version);

/// <summary>An entry as its author writes it.</summary>
/// <param name="ETag">Given back as <c>If-Match</c>, a write succeeds only if nobody wrote in between.</param>
/// <param name="MediaType">text/markdown for a prompt, text/plain for another kind.</param>
public sealed record AuthoredText(string Text, string ETag, string MediaType);

/// <summary>What a write left behind.</summary>
/// <param name="Labels">Every label and the version that it points to.</param>
/// <param name="Position">Who reads from this position on sees the write; null where nothing changed.</param>
/// <param name="Assumed">What the content left out and was taken for granted.</param>
public sealed record EntryState(
    string Namespace, string Name, string Kind, int Version, IReadOnlyDictionary<string, int> Labels, int SuggestionsCount, long? Position,
    IReadOnlyList<string> Assumed)
{
    /// <summary>Of the authored text, where one was written.</summary>
    public string? ETag { get; init; }
}

/// <summary>An entry that is to be made.</summary>
/// <param name="Content">Authored text, or the body as an object.</param>
public sealed record NewEntry(string Namespace, string Name, object Content)
{
    public string? Kind { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public string? ChangeNote { get; init; }
}

/// <summary>A next version: new content, suggestions to the old one, or both.</summary>
public sealed record EntryUpdate(string Namespace, string Name)
{
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Authored text, or the body as an object; null keeps it.</summary>
    public object? Content { get; init; }

    /// <summary>Where the new version is put; null puts it where everybody gets it.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    public string? ChangeNote { get; init; }

    /// <summary>The latest version that the caller knows; another one is refused with <c>version_conflict</c>.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>A model rewrites the content with the suggestions; the version becomes a candidate.</summary>
    public bool ApplySuggestions { get; init; }
}

public sealed record UpdatedEntry(string Namespace, string Name, int Version, int SuggestionsCount, long Position);

/// <param name="Query">In words: what the entry should do.</param>
public sealed record SearchQuestion(string Query)
{
    public string? Namespace { get; init; }

    public string? Kind { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public int Limit { get; init; } = 10;
}

/// <param name="Score">0 to 1, the best first.</param>
public sealed record SearchHit(
    string Namespace, string Name, string Kind, int Version, double Score, string Description, IReadOnlyList<string> Highlights)
{
    [JsonIgnore]
    public PromptReference Reference => new(Namespace, Name);
}

public sealed record SearchAnswer(string Query, IReadOnlyList<SearchHit> Results, int Total);

public sealed record RenderedPrompt(string Namespace, string Name, int Version, IReadOnlyList<RenderedMessage> Messages, int TokenEstimate);

/// <param name="Parts">Text, images and files in their order, where there is more than text.</param>
public sealed record RenderedMessage(string Role, string Content, IReadOnlyList<MessagePart>? Parts);

/// <param name="Type">text, image or file.</param>
/// <param name="Content">The text, or the reference of an image or file.</param>
public sealed record MessagePart(string Type, string Content, string? MediaType);

/// <param name="Problems">Why it cannot be used; empty for one that can.</param>
public sealed record VersionEntry(
    int Version, string Description, IReadOnlyList<string> Labels, string ContentHash, string Source, DateTimeOffset CreatedAt,
    string? Author, string? ChangeNote, IReadOnlyList<string> Problems);

public sealed record VersionDifference(int From, int To, IReadOnlyList<string> ChangedFields, IReadOnlyList<DifferenceLine> Lines);

/// <param name="Change">unchanged, added or removed.</param>
public sealed record DifferenceLine(string Change, string Text);

/// <param name="Etag">Given back as <c>If-Match</c>, a move succeeds only if nobody moved the label in between.</param>
public sealed record LabelEntry(string Label, int Version, string Etag);

public sealed record Suggestion(Guid Id, int Version, string Text, string? Author, string Status, DateTimeOffset CreatedAt);

/// <param name="Status">success, partial or failed.</param>
public sealed record ImportReport(string Status, int Created, int Updated, int Unchanged, int Refused, IReadOnlyList<ImportedLine> Results);

/// <param name="Line">From 1.</param>
/// <param name="Status">created, updated, unchanged or refused.</param>
public sealed record ImportedLine(
    int Line, string? Namespace, string? Name, string Status, int? Version, IReadOnlyList<string> Errors, IReadOnlyList<string> Assumed,
    IReadOnlyList<string> Warnings);

/// <summary>What an import of other tools' files came to.</summary>
/// <param name="Status">success, partial or failed.</param>
public sealed record FilesReport(
    string Status, bool DryRun, int Files, int Created, int Updated, int Unchanged, int Refused, IReadOnlyList<ImportedFile> Results);

/// <summary>A prompt of a file, or a file that gave none.</summary>
/// <param name="Format">What the file was read as; null where nothing recognised it.</param>
/// <param name="Status">created, updated, unchanged, refused, or part of another file.</param>
/// <param name="Remarks">What was assumed, left out, or kept where nothing reads it.</param>
public sealed record ImportedFile(
    string File, string? Format, string? Namespace, string? Name, string Status, int? Version, IReadOnlyList<string> Errors,
    IReadOnlyList<string> Remarks);

/// <summary>
/// One change of the catalog. After <see cref="IsReset"/> the log does not go on where the reader stands: the catalog is read again.
/// </summary>
/// <param name="Labels">Every label and the version that it points to.</param>
public sealed record CatalogChange(
    long Position, string Namespace, string Name, string Kind, int Version, IReadOnlyDictionary<string, int> Labels, bool Archived)
{
    public bool IsReset { get; init; }
}
