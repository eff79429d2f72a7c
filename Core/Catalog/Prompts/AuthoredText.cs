using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// The authored form of every kind: Markdown with front matter for prompts, YAML for components and config, JSON for schemas.
/// Parsing what was written gives a draft of the same content hash.
/// </summary>
public static class AuthoredText
{
    private const string SchemaTags = "x-tags";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body that is not of its kind's shape is written as JSON: it stays readable.</summary>
    public static string Write(EntryVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        JsonElement body = version.Content.Read();
        return version.Kind switch
        {
            EntryKind.Prompt when PromptBody.TryRead(body, out _, out _) => PromptMarkdown.Write(version),
            EntryKind.Prompt or EntryKind.Schema => JsonSerializer.Serialize(body, Indented) + "\n",
            _ when body.ValueKind == JsonValueKind.Object => ComponentYaml.Write(version),
            _ => JsonSerializer.Serialize(body, Indented) + "\n",
        };
    }

    /// <summary>Parses a text of a known kind; errors carry lines.</summary>
    public static AuthoredEntry Parse(EntryKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind switch
        {
            EntryKind.Prompt => PromptMarkdown.Parse(text),
            EntryKind.Schema => ParseSchema(text),
            _ => ComponentYaml.Parse(text, kind),
        };
    }

    /// <summary>A schema is its own body; description and tags are read from it.</summary>
    internal static AuthoredEntry ReadSchema(JsonElement schema)
    {
        var errors = ImmutableArray.CreateBuilder<EntryError>();
        string description = "";
        ImmutableArray<string> tags = [];
        if (schema.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new EntryError("", "A JSON Schema is an object.") { Line = 1 });
        }
        else
        {
            description = schema.TryGetProperty("description", out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : "";
            if (string.IsNullOrWhiteSpace(description))
            {
                errors.Add(new EntryError("description", "A schema describes itself in one line.") { Line = 1 });
            }

            if (schema.TryGetProperty(SchemaTags, out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            {
                tags = [.. list.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!)];
            }
        }

        EntryDraft? draft = errors.Count == 0 ? new EntryDraft(EntryKind.Schema, description, tags, schema.Clone()) : null;
        return new AuthoredEntry(null, null, draft, errors.ToImmutable());
    }

    private static AuthoredEntry ParseSchema(string text)
    {
        try
        {
            JsonElement schema = CanonicalJson.Parse(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')));
            return StorableJson.FaultOf(schema) is { } fault
                ? new AuthoredEntry(null, null, null, [new EntryError(fault.Path, $"It {fault.Message}.") { Line = 1 }])
                : ReadSchema(schema);
        }
        catch (JsonException exception)
        {
            return new AuthoredEntry(
                null, null, null, [new EntryError("", "The JSON does not parse.") { Line = (int)(exception.LineNumber ?? 0) + 1 }]);
        }
    }
}

/// <summary>What an authored text says.</summary>
/// <param name="Namespace">Null when the text leaves it to its place.</param>
/// <param name="Name">Null when the text leaves it to its file's name.</param>
/// <param name="Draft">Null when there are errors.</param>
public sealed record AuthoredEntry(string? Namespace, string? Name, EntryDraft? Draft, ImmutableArray<EntryError> Errors)
{
    /// <summary>Line of each top-level field, so that later checks can name one.</summary>
    public ImmutableDictionary<string, int> Lines { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>What the text leaves out and was taken for granted, in short sentences.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>The text is in the format of another tool, which the errors name.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Refuses a text in the format of another tool.</summary>
    public static AuthoredEntry Foreign(string format) =>
        new(
            null,
            null,
            null,
            [new EntryError("content", $"It looks like {format}. {ForeignFormats.Accepted}") { Line = 1 }])
        { IsForeign = true };
}
