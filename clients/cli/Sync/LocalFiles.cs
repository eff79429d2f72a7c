using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Sync;

/// <summary>An entry as a file.</summary>
/// <param name="File">Relative to the directory, with forward slashes.</param>
internal sealed record LocalEntry(string File, string Text)
{
    public string Hash { get; } = LocalFiles.HashOf(Text);
}

/// <summary>A directory of entries: <c>namespace/name.md</c> a prompt, <c>namespace/name.yaml</c> or <c>.json</c> another kind.</summary>
internal static partial class LocalFiles
{
    private static readonly string[] Extensions = [".md", ".yaml", ".yml", ".json"];

    /// <summary>By <c>namespace/name</c>.</summary>
    /// <exception cref="UsageException">Two files are one entry, or the name of one is none of an entry.</exception>
    public static SortedDictionary<string, LocalEntry> Read(string directory, string? @namespace)
    {
        var entries = new SortedDictionary<string, LocalEntry>(StringComparer.Ordinal);

        foreach (string folder in Directory.EnumerateDirectories(directory))
        {
            string space = Path.GetFileName(folder);

            if (!Namespace().IsMatch(space) || (@namespace is not null && space != @namespace))
            {
                continue;
            }

            foreach (string path in Directory.EnumerateFiles(folder).Where(path => Extensions.Contains(Path.GetExtension(path))))
            {
                string key = $"{space}/{Path.GetFileNameWithoutExtension(path)}";

                if (!EntryFiles.IsEntry(key))
                {
                    throw new UsageException(
                        $"{path}: a name has letters, digits, spaces and _ . - only, and begins with a letter or digit.");
                }

                if (!entries.TryAdd(key, new LocalEntry($"{space}/{Path.GetFileName(path)}", File.ReadAllText(path))))
                {
                    throw new UsageException($"{entries[key].File} and {space}/{Path.GetFileName(path)} are one entry; remove one.");
                }
            }
        }

        return entries;
    }

    /// <summary>Null where there is none.</summary>
    public static string? HashAt(string directory, string file) =>
        File.Exists(Path.Combine(directory, file)) ? HashOf(File.ReadAllText(Path.Combine(directory, file))) : null;

    public static void Write(string directory, string file, string text)
    {
        string path = Path.Combine(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText($"{path}.part", text);
        File.Move($"{path}.part", path, overwrite: true);
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}$")]
    private static partial Regex Namespace();
}
