using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>What a line of an import says.</summary>
internal abstract record ImportLine
{
    private static readonly string[] AuthoredFields = ["namespace", "name", "kind", "content", "description", "tags", "labels"];

    public static ImportLine Parse(string text)
    {
        try
        {
            JsonElement line = CanonicalJson.Parse(Encoding.UTF8.GetBytes(text));
            return line.ValueKind != JsonValueKind.Object
                ? new Broken(new EntryError("", "A line is a JSON object."))
                : line.TryGetProperty("versions", out _) ? new Exported(ArchiveJson.Read(line)) : ReadAuthored(line);
        }
        catch (JsonException)
        {
            return new Broken(new EntryError("", "The line is not JSON."));
        }
        catch (FormatException exception)
        {
            return new Broken(new EntryError("", exception.Message));
        }
    }

    private static ImportLine ReadAuthored(JsonElement line)
    {
        foreach (JsonProperty property in line.EnumerateObject())
        {
            if (!AuthoredFields.Contains(property.Name, StringComparer.Ordinal))
            {
                return new Broken(new EntryError(property.Name, $"Unknown field; allowed are {string.Join(", ", AuthoredFields)}."));
            }
        }

        string? space = Text(line, "namespace");
        string? name = Text(line, "name");
        if (space is null || name is null || !line.TryGetProperty("content", out JsonElement content))
        {
            return new Broken(new EntryError("", "A line needs namespace, name and content, or versions."));
        }

        bool hasKind = line.TryGetProperty("kind", out _);
        if (hasKind & !EntryKinds.TryParse(Text(line, "kind"), out EntryKind kind))
        {
            return new Broken(new EntryError("kind", "The kind is unknown."));
        }

        return new Authored(new EntryKey(space, name), hasKind ? kind : null, content, Text(line, "description"), Texts(line, "tags"), Texts(line, "labels"));
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableArray<string>? Texts(JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(one => one.GetString()!)]
            : throw new FormatException($"{name} is a list of texts.");
    }

    /// <summary>A whole entry with its history.</summary>
    public sealed record Exported(EntryArchive Archive) : ImportLine;

    /// <summary>Content to create or update an entry with.</summary>
    public sealed record Authored(
        EntryKey Key, EntryKind? Kind, JsonElement Content, string? Description, ImmutableArray<string>? Tags, ImmutableArray<string>? Labels) : ImportLine;

    public sealed record Broken(EntryError Error) : ImportLine;
}
