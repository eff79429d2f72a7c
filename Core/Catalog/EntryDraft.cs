using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog;

/// <summary>The content of a version that does not exist yet. <see cref="Body"/> is canonical and detached.</summary>
public sealed record EntryDraft(EntryKind Kind, string Description, ImmutableArray<string> Tags, JsonElement Body)
{
    public string ContentHash { get; } = CanonicalJson.Hash(Kind, Description, Tags, Body);

    /// <summary>The version this draft becomes under a number.</summary>
    public EntryVersion ToVersion(EntryKey key, int number, VersionSource source, DateTimeOffset createdAt, string? author, string? changeNote) => new()
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
