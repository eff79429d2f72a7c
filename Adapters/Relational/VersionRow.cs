using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Adapters.Relational;

/// <summary>A row of <c>entry_versions</c>.</summary>
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
