using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Adapters.Relational;

/// <summary>A row that belongs to an entry.</summary>
internal abstract class KeyedRow
{
    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    public EntryKey Key => new(Namespace, Name);
}

internal sealed class EntryRow : KeyedRow
{
    public string Kind { get; set; } = "";

    public int LatestVersion { get; set; }

    public long Position { get; set; }

    public int SuggestionsCount { get; set; }

    public long UpdatedAt { get; set; }

    public bool IsArchived { get; set; }
}

internal sealed class LabelRow : KeyedRow
{
    public string Label { get; set; } = "";

    public int Number { get; set; }
}

internal sealed class LogRow : KeyedRow
{
    public long Position { get; set; }

    public long CreatedAt { get; set; }
}

internal sealed class ImportRow : KeyedRow
{
    public string Hash { get; set; } = "";
}

internal sealed class VersionRow : KeyedRow
{
    public int Number { get; set; }

    public string Kind { get; set; } = "";

    public string Description { get; set; } = "";

    public string Tags { get; set; } = "[]";

    public string Body { get; set; } = "{}";

    public string ContentHash { get; set; } = "";

    public string Source { get; set; } = "";

    public long CreatedAt { get; set; }

    public string? Author { get; set; }

    public string? ChangeNote { get; set; }

    /// <exception cref="FormatException">This build cannot read the row.</exception>
    public EntryVersion ToVersion()
    {
        if (!EntryKinds.TryParse(Kind, out EntryKind kind) || !EntryKinds.TryParse(Source, out VersionSource source))
        {
            throw new FormatException($"Version {Number} has a kind or source that this build does not know.");
        }

        return new EntryVersion
        {
            Key = Key,
            Kind = kind,
            Number = Number,
            Description = Description,
            Tags = Parse(Tags).EnumerateArray().Select(tag => tag.GetString()!).ToImmutableArray(),
            Body = Parse(Body),
            ContentHash = ContentHash,
            Source = source,
            CreatedAt = Instants.From(CreatedAt),
            Author = Author,
            ChangeNote = ChangeNote,
        };
    }

    private JsonElement Parse(string json)
    {
        try
        {
            return CanonicalJson.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Version {Number} is not JSON.", exception);
        }
    }
}

internal sealed class SuggestionRow : KeyedRow
{
    public string Id { get; set; } = "";

    public int Number { get; set; }

    public string Text { get; set; } = "";

    public string? Author { get; set; }

    public string Status { get; set; } = "";

    public long CreatedAt { get; set; }

    public long? ResolvedAt { get; set; }

    public string? ResolvedBy { get; set; }

    public Suggestion ToSuggestion() => new()
    {
        Id = Guid.Parse(Id),
        Key = Key,
        Version = Number,
        Text = Text,
        Author = Author,
        Status = EntryKinds.TryParse(Status, out SuggestionStatus status) ? status : throw new FormatException($"Unknown suggestion status '{Status}'."),
        CreatedAt = Instants.From(CreatedAt),
        ResolvedAt = Instants.From(ResolvedAt),
        ResolvedBy = ResolvedBy,
    };
}
