using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Transfer;

/// <summary>What a line of an import says.</summary>
internal abstract record ImportLine
{
    // What stands around the content: the line; its list of versions and the version.
    private const int AuthoredContentLevel = 1;
    private const int ExportedContentLevel = 3;

    private static readonly string[] AuthoredFields = ["namespace", "name", "kind", "content", "description", "tags", "labels"];

    /// <param name="bytes">Null: the line was too long to be read.</param>
    /// <param name="isFirst">A byte order mark may stand before the first line.</param>
    /// <returns>Null for a blank line.</returns>
    public static ImportLine? Parse(ReadOnlyMemory<byte>? bytes, bool isFirst)
    {
        if (bytes is not { Span: var text })
        {
            return new Broken(new EntryError("", $"A line has at most {JsonLines.MaxLineBytes} bytes."));
        }

        text = isFirst && text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        return text.Trim(" \t\r"u8).IsEmpty ? null
            : Utf8Text.FaultOf(text) is { } fault ? new Broken(fault with { Line = null })
            : Parse(text);
    }

    private static ImportLine Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            JsonElement line = CanonicalJson.Parse(text);
            if (line.ValueKind != JsonValueKind.Object)
            {
                return new Broken(new EntryError("", "A line is a JSON object."));
            }

            // Before any field is looked for: to compare with half a surrogate pair in a name fails.
            JsonFault? fault = StorableJson.FaultOf(line, StorableJson.MaxDepth + ExportedContentLevel);
            bool isExported = fault is null && line.TryGetProperty("versions", out _);
            fault ??= isExported ? null : StorableJson.FaultOf(line, StorableJson.MaxDepth + AuthoredContentLevel);
            return fault is not null ? new Broken(new EntryError(fault.Path, $"It {fault.Message}."))
                : isExported ? new Exported(ArchiveJson.Read(line))
                : ReadAuthored(line);
        }
        catch (JsonException exception)
        {
            return new Broken(new EntryError("", $"The line is not JSON, or nested too deep, at byte {exception.BytePositionInLine + 1}."));
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

        return new Authored(
            new EntryKey(space, name),
            hasKind ? kind : null,
            content,
            Text(line, "description"),
            Texts(line, "tags"),
            Texts(line, "labels"));
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

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
        EntryKey Key, EntryKind? Kind, JsonElement Content, string? Description, ImmutableArray<string>? Tags,
        ImmutableArray<string>? Labels) : ImportLine
    {
        public string? ChangeNote { get; init; }
    }

    public sealed record Broken(EntryError Error) : ImportLine;
}
