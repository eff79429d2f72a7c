using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>What prompts answer by: the schema entry that <c>output_schema</c> names.</summary>
internal static class PromptSchemas
{
    private static readonly ConditionalWeakTable<EntryVersion, string> Known = [];

    /// <summary>As it is written; null for a version that names none. Read once for as long as somebody holds the version.</summary>
    public static string? NameIn(EntryVersion version) =>
        version.Kind == EntryKind.Prompt && Known.GetValue(version, static one => Read(one)) is { Length: > 0 } name ? name : null;

    private static string Read(EntryVersion prompt) =>
        prompt.Content.Read() is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty("output_schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String
            ? schema.GetString()!
            : "";
}
