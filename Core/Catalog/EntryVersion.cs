using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog;

/// <summary>Where a version came from; a content file never undoes a version that came from anywhere else.</summary>
public enum VersionSource
{
    Content,
    Api,
    Import,
}

/// <summary>
/// One immutable version of an entry. <see cref="Content"/> is the canonical JSON of its kind, safe to keep and share across threads. The
/// hash covers kind, description, tags and content.
/// </summary>
public sealed record EntryVersion
{
    /// <summary>What a run of a text that was never stored is recorded under; the largest that a reference can be written with.</summary>
    public const int DraftNumber = 999_999_999;

    public required EntryKey Key { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>1 for the first version, then without gaps.</summary>
    public required int Number { get; init; }

    public required string Description { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>Called <c>body</c> where it is stored within something else.</summary>
    [JsonPropertyName("body")]
    public required StoredJson Content { get; init; }

    /// <summary>The content, parsed and held so; detached from any document.</summary>
    [JsonIgnore]
    public JsonElement Body => Content.Value;

    /// <summary>Lower-case hexadecimal SHA-256 over the canonical content.</summary>
    public required string ContentHash { get; init; }

    public required VersionSource Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? Author { get; init; }

    public string? ChangeNote { get; init; }
}

/// <summary>The content of a version that does not exist yet. <see cref="Body"/> is canonical and detached.</summary>
public sealed record EntryDraft(EntryKind Kind, string Description, ImmutableArray<string> Tags, JsonElement Body)
{
    public string ContentHash { get; } = EntryHash.Of(Kind, Description, Tags, Body);

    /// <summary>The version this draft becomes under a number.</summary>
    public EntryVersion ToVersion(
        EntryKey key, int number, VersionSource source, DateTimeOffset createdAt, string? author, string? changeNote) => new()
        {
            Key = key,
            Kind = Kind,
            Number = number,
            Description = Description,
            Tags = Tags,
            Content = Body,
            ContentHash = ContentHash,
            Source = source,
            CreatedAt = createdAt,
            Author = author,
            ChangeNote = changeNote,
        };
}
