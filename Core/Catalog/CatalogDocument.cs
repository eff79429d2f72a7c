using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog;

/// <summary>One version as HTTP serves it: JSON of its immutable fields, serialised once, and its entity tag. Immutable.</summary>
public sealed class CatalogDocument
{
    private readonly ComposedPrompt? _composed;
    private byte[]? _json;
    private string? _etag;
    private string? _text;
    private bool? _includesOthers;

    public CatalogDocument(EntryVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        Version = version;
    }

    /// <summary>A version with what it includes now; the entity tag covers that too.</summary>
    internal CatalogDocument(EntryVersion version, ComposedPrompt composed)
        : this(version) => _composed = composed;

    public EntryVersion Version { get; }

    /// <summary>A strong entity tag, with its quotes: version and content hash, and the hash of what it includes.</summary>
    public string ETag => _etag ??= MakeTag();

    /// <summary>Whether its text names other prompts, so that it is <see cref="Includes.ComposedPrompts.Document"/> that answers.</summary>
    public bool IncludesOthers => _includesOthers ??= !PromptIncludes.Of(Version).IsEmpty;

    /// <summary>UTF-8 JSON. Written on the first read; threads that race write equal bytes.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= Serialise();

    /// <summary>The authored form of a prompt (Markdown with front matter) or of another kind (YAML, JSON for a schema).</summary>
    public string Text => _text ??= AuthoredText.Write(Version);

    private string MakeTag()
    {
        string own = $"{Version.Number}-{Version.ContentHash[..16]}";
        return _composed is null ? $"\"{own}\""
            : $"\"{own}-{(_composed.Errors.IsEmpty ? _composed.Version.ContentHash[..16] : "unusable")}\"";
    }

    private byte[] Serialise()
    {
        ReadOnlyMemory<byte> bytes = CanonicalJson.WriteBytes(writer =>
        {
            writer.WriteStartObject();
            WriteFields(writer, Version);
            if (_composed is not null)
            {
                WriteComposed(writer, _composed);
            }

            writer.WriteEndObject();
        });
        return bytes.ToArray();
    }

    private static void WriteComposed(Utf8JsonWriter writer, ComposedPrompt composed)
    {
        writer.WriteStartObject("composed");
        if (composed.Errors.IsEmpty)
        {
            writer.WritePropertyName("content");
            composed.Version.Body.WriteTo(writer);
            writer.WriteString("content_hash", composed.Version.ContentHash);
        }

        writer.WriteStartArray("includes");
        foreach (EntryVersion included in composed.Included)
        {
            writer.WriteStartObject();
            writer.WriteString("namespace", included.Key.Namespace);
            writer.WriteString("name", included.Key.Name);
            writer.WriteNumber("version", included.Number);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("problems");
        foreach (EntryError error in composed.Errors)
        {
            writer.WriteStringValue(error.ToString());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The immutable fields of a version, as documents and exports have them.</summary>
    internal static void WriteFields(Utf8JsonWriter writer, EntryVersion version)
    {
        writer.WriteString("namespace", version.Key.Namespace);
        writer.WriteString("name", version.Key.Name);
        writer.WriteString("kind", version.Kind.ToText());
        writer.WriteNumber("version", version.Number);
        writer.WriteString("description", version.Description);
        writer.WriteStartArray("tags");
        foreach (string tag in version.Tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("content");
        version.Content.Read().WriteTo(writer);
        writer.WriteString("content_hash", version.ContentHash);
        writer.WriteString("source", version.Source.ToText());
        writer.WriteString("created_at", version.CreatedAt.UtcDateTime);
        writer.WriteString("author", version.Author);
        writer.WriteString("change_note", version.ChangeNote);
    }
}
