using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;

namespace PromptIntel.Adapters.Relational;

/// <summary>A row of <c>entry_versions</c>.</summary>
internal sealed class VersionRow : KeyedRow
{
    public int Number { get; set; }

    public string Kind { get; set; } = "";

    public string Description { get; set; } = "";

    public string Tags { get; set; } = "[]";

    /// <summary>As the database keeps it, UTF-8: most of what a start reads.</summary>
    public byte[] Body { get; set; } = [];

    public string ContentHash { get; set; } = "";

    public string Source { get; set; } = "";

    public long CreatedAt { get; set; }

    public string? Author { get; set; }

    public string? ChangeNote { get; set; }

    /// <param name="row">With <see cref="CatalogStates.VersionColumns"/>, in their order.</param>
    public static VersionRow Read(DbDataReader row) => new()
    {
        Namespace = row.GetString(0),
        Name = row.GetString(1),
        Number = row.GetInt32(2),
        Kind = row.GetString(3),
        Description = row.GetString(4),
        Tags = row.GetString(5),
        Body = row.GetFieldValue<byte[]>(6),
        ContentHash = row.GetString(7),
        Source = row.GetString(8),
        CreatedAt = row.GetInt64(9),
        Author = row.IsDBNull(10) ? null : row.GetString(10),
        ChangeNote = row.IsDBNull(11) ? null : row.GetString(11),
    };

    /// <param name="key">The row's, as who asks holds it already.</param>
    /// <exception cref="FormatException">This build cannot read the row.</exception>
    public EntryVersion ToVersion(EntryKey key, SharedValues shared)
    {
        if (!EntryKinds.TryParse(Kind, out EntryKind kind) || !EntryKinds.TryParse(Source, out VersionSource source))
        {
            throw new FormatException($"Version {Number} has a kind or source that this build does not know.");
        }

        return new EntryVersion
        {
            Key = key,
            Kind = kind,
            Number = Number,
            Description = Description,
            Tags = ReadTags(shared),
            Content = new StoredJson(Body),
            ContentHash = ContentHash,
            Source = source,
            CreatedAt = Instants.From(CreatedAt),
            Author = Author is null ? null : shared.Text(Author),
            ChangeNote = ChangeNote,
        };
    }

    private ImmutableArray<string> ReadTags(SharedValues shared)
    {
        try
        {
            return shared.Tags(Tags);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Version {Number} has tags that are no array of texts.", exception);
        }
    }
}
