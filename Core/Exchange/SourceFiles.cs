using System.Diagnostics.CodeAnalysis;

using PromptIntel.Core.Exchange.Sources;

namespace PromptIntel.Core.Exchange;

/// <summary>The files of one import by path, and which of them are parts of others.</summary>
internal sealed class SourceFiles
{
    private readonly SortedDictionary<string, SourceFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private long _included;
    private int _patterns;

    public SourceFiles(IEnumerable<SourceFile> files)
    {
        foreach (SourceFile file in files)
        {
            _files.TryAdd(file.Path, file);
        }
    }

    public IEnumerable<SourceFile> All => _files.Values;

    public bool TryFind(string path, [NotNullWhen(true)] out SourceFile? file) => _files.TryGetValue(path, out file);

    /// <summary>Counts characters that stand in prompts beside those of their files.</summary>
    /// <returns>False once they are more than files may have.</returns>
    public bool Include(int characters) => (_included += characters) <= SourceLimits.MostBytes;

    /// <summary>Counts a pattern that every path is held against; false once they are more than files may be.</summary>
    public bool AddPattern() => ++_patterns <= SourceLimits.MostFiles;

    /// <summary>
    /// The file belongs to another and is no prompt by itself; false if it is a part already, or the other is one of it: of files that
    /// name one another the first is the whole.
    /// </summary>
    public bool IsPartOf(SourceFile part, SourceFile whole)
    {
        if (_parts.ContainsKey(part.Path))
        {
            return false;
        }

        for (string? path = whole.Path; path is not null; path = _parts.GetValueOrDefault(path))
        {
            if (path == part.Path)
            {
                return false;
            }
        }

        _parts[part.Path] = whole.Path;
        return true;
    }

    /// <summary>The file that it is part of; null for none.</summary>
    public string? WholeOf(SourceFile file) => _parts.GetValueOrDefault(file.Path);

    /// <summary>A path that a file gives, from its own folder; null where it leads out of the import.</summary>
    public static string? Resolve(SourceFile from, string relative)
    {
        var parts = new List<string>(from.Folder.Length == 0 ? [] : from.Folder.Split('/'));
        foreach (string part in relative.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ""))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
