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

    /// <summary>Whether it is <c>namespace/name</c> as the catalog allows it: nothing that leads out of a folder, and no version.</summary>
    public static bool IsEntry(string key) => Entry().IsMatch(key);

    /// <param name="entry"><c>namespace/name</c>.</param>
    public static string PathOf(string entry, string kind, string text) =>
        entry + (kind == "prompt" ? ".md" : text.AsSpan().TrimStart().StartsWith("{") ? ".json" : ".yaml");

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}/[A-Za-z0-9][A-Za-z0-9 _.-]{0,127}\z")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^kind:\s*(\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Kind();
}
