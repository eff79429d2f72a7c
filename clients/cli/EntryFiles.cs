using System.Text.RegularExpressions;

namespace PromptIntel.Cli;

/// <summary>How an entry is a file: a prompt is Markdown, another kind YAML or JSON.</summary>
internal static partial class EntryFiles
{
    /// <summary>Null for a prompt, and where the file does not say.</summary>
    public static string? KindOf(string path, string text) =>
        Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" && Kind().Match(text) is { Success: true } said
            ? said.Groups[1].Value
            : null;

    /// <param name="entry"><c>namespace/name</c>.</param>
    public static string PathOf(string entry, string kind, string text) =>
        entry + (kind == "prompt" ? ".md" : text.AsSpan().TrimStart().StartsWith("{") ? ".json" : ".yaml");

    [GeneratedRegex(@"^kind:\s*(\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Kind();
}
