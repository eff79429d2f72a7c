using System.Collections.Immutable;
using System.Text.Json;


namespace PromptIntel.Core.Catalog;

/// <summary>Where a version came from; a content file never undoes a version that came from anywhere else.</summary>
public enum VersionSource
{
    Content,
    Api,
    Import,
}

/// <summary>
/// One immutable version of an entry. <see cref="Body"/> is the canonical JSON of its kind and is detached from any document
/// (safe to keep and share across threads). The hash covers kind, description, tags and body.
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

    public required JsonElement Body { get; init; }

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
            Body = Body,
            ContentHash = ContentHash,
            Source = source,
            CreatedAt = createdAt,
            Author = author,
            ChangeNote = changeNote,
        };
}
