using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog;

/// <summary>Why this build cannot read a version, whatever its rules would say of it. Safe for concurrent use.</summary>
internal static class VersionFaults
{
    private static readonly ConditionalWeakTable<EntryVersion, string> Known = [];

    /// <summary>Null when it can be read; looked at once for as long as somebody holds the version.</summary>
    public static string? Of(EntryVersion version) =>
        Known.GetValue(version, static one => Read(one) ?? "") is { Length: > 0 } fault ? fault : null;

    /// <summary>As <see cref="Of"/>, with nothing kept. Some 10 µs for a prompt.</summary>
    public static string? Read(EntryVersion version)
    {
        if (!version.Content.TryRead(out JsonElement body))
        {
            return NotJson(version);
        }

        try
        {
            return version.Kind == EntryKind.Prompt && !PromptBody.TryRead(body, out _, out ImmutableArray<EntryError> errors)
                ? string.Join("; ", errors)
                : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, and no text.
            return $"Version {version.Number} has text that is not Unicode.";
        }
    }

    public static string NotJson(EntryVersion version) => $"Version {version.Number} is not JSON.";
}
