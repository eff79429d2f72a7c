using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>One entry with all its history as one line of JSON, and back.</summary>
internal static class ArchiveJson
{
    private const int FormatVersion = 1;

    public static ReadOnlyMemory<byte> Write(EntryArchive archive) => CanonicalJson.WriteBytes(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("format_version", FormatVersion);
        writer.WriteString("namespace", archive.Key.Namespace);
        writer.WriteString("name", archive.Key.Name);
        writer.WriteString("kind", archive.Kind.ToText());
        writer.WriteBoolean("archived", archive.IsArchived);
        writer.WriteStartObject("labels");
        foreach ((string label, int number) in archive.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(label, number);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("versions");
        foreach (EntryVersion version in archive.Versions)
        {
            writer.WriteStartObject();
            CatalogDocument.WriteFields(writer, version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("suggestions");
        foreach (Suggestion suggestion in archive.Suggestions)
        {
            WriteSuggestion(writer, suggestion);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <exception cref="FormatException">The line is not an exported entry, or says what cannot be.</exception>
    public static EntryArchive Read(JsonElement line)
    {
        try
        {
            EntryArchive archive = ReadFields(line);
            Check(archive);
            return archive;
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("A field is missing or of another type than in an export.", exception);
        }
    }

    private static EntryArchive ReadFields(JsonElement line)
    {
        var key = new EntryKey(line.GetProperty("namespace").GetString()!, line.GetProperty("name").GetString()!);
        if (!EntryKinds.TryParse(line.GetProperty("kind").GetString(), out EntryKind kind))
        {
            throw new FormatException("The kind is unknown.");
        }

        return new EntryArchive
        {
            Key = key,
            Kind = kind,
            IsArchived = line.TryGetProperty("archived", out JsonElement archived) && archived.GetBoolean(),
            Labels = line.GetProperty("labels")
                .EnumerateObject()
                .ToImmutableDictionary(label => label.Name, label => label.Value.GetInt32(), StringComparer.Ordinal),
            Versions = [.. line.GetProperty("versions").EnumerateArray().Select(version => ReadVersion(key, kind, version))],
            Suggestions = line.TryGetProperty("suggestions", out JsonElement suggestions)
                ? [.. suggestions.EnumerateArray().Select(suggestion => ReadSuggestion(key, suggestion))]
                : [],
        };
    }

    private static void Check(EntryArchive archive)
    {
        if (!EntryKey.IsNamespace(archive.Key.Namespace) || !EntryKey.IsName(archive.Key.Name))
        {
            throw new FormatException("The namespace or name breaks its syntax.");
        }

        if (archive.Versions.IsEmpty || archive.Versions.Where((version, index) => version.Number != index + 1).Any())
        {
            throw new FormatException("Versions start at 1 and have no gaps.");
        }

        if (archive.Labels.Any(label => !EntryLabels.IsSettable(label.Key) || label.Value < 1 || label.Value > archive.Versions.Length))
        {
            throw new FormatException("A label is none or points to no version.");
        }

        if (archive.Suggestions.Any(suggestion => suggestion.Version < 1 || suggestion.Version > archive.Versions.Length))
        {
            throw new FormatException("A suggestion is about no version.");
        }
    }

    private static EntryVersion ReadVersion(EntryKey key, EntryKind kind, JsonElement version)
    {
        JsonElement body = version.GetProperty("content").Clone();
        var draft = new EntryDraft(
            kind,
            version.GetProperty("description").GetString()!,
            [.. version.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)],
            body);
        if (version.TryGetProperty("content_hash", out JsonElement hash) && hash.GetString() != draft.ContentHash)
        {
            throw new FormatException("The content does not have the hash that the line gives.");
        }

        VersionSource source = EntryKinds.TryParse(Text(version, "source"), out VersionSource known) ? known : VersionSource.Import;
        return draft.ToVersion(
            key, version.GetProperty("version").GetInt32(), source, Milliseconds(version.GetProperty("created_at").GetDateTimeOffset()),
            Text(version, "author"), Text(version, "change_note"));
    }

    private static void WriteSuggestion(Utf8JsonWriter writer, Suggestion suggestion)
    {
        writer.WriteStartObject();
        writer.WriteString("id", suggestion.Id);
        writer.WriteNumber("version", suggestion.Version);
        writer.WriteString("text", suggestion.Text);
        writer.WriteString("author", suggestion.Author);
        writer.WriteString("status", suggestion.Status.ToText());
        writer.WriteString("created_at", suggestion.CreatedAt.UtcDateTime);
        if (suggestion.ResolvedAt is { } resolved)
        {
            writer.WriteString("resolved_at", resolved.UtcDateTime);
            writer.WriteString("resolved_by", suggestion.ResolvedBy);
        }

        writer.WriteEndObject();
    }

    private static Suggestion ReadSuggestion(EntryKey key, JsonElement suggestion) => new()
    {
        Id = suggestion.GetProperty("id").GetGuid(),
        Key = key,
        Version = suggestion.GetProperty("version").GetInt32(),
        Text = suggestion.GetProperty("text").GetString()!,
        Author = Text(suggestion, "author"),
        Status = EntryKinds.TryParse(Text(suggestion, "status"), out SuggestionStatus status)
            ? status
            : throw new FormatException("A suggestion's status is unknown."),
        CreatedAt = Milliseconds(suggestion.GetProperty("created_at").GetDateTimeOffset()),
        ResolvedAt = suggestion.TryGetProperty("resolved_at", out JsonElement resolved) ? Milliseconds(resolved.GetDateTimeOffset()) : null,
        ResolvedBy = Text(suggestion, "resolved_by"),
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The resolution that stores keep.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
