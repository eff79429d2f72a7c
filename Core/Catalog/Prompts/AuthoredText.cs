using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// The authored form of every kind: Markdown with front matter for prompts, YAML for components and config, JSON for schemas.
/// Parsing what was written gives a draft of the same content hash.
/// </summary>
public static class AuthoredText
{
    public static string Write(EntryVersion version) => throw new NotImplementedException();

    /// <summary>Parses a text of a known kind; errors carry lines.</summary>
    public static AuthoredEntry Parse(EntryKind kind, string text) => throw new NotImplementedException();
}

/// <summary>What an authored text says.</summary>
/// <param name="Namespace">Null when the text leaves it to its place.</param>
/// <param name="Name">Null when the text leaves it to its file's name.</param>
/// <param name="Draft">Null when there are errors.</param>
public sealed record AuthoredEntry(string? Namespace, string? Name, EntryDraft? Draft, ImmutableArray<EntryError> Errors);
