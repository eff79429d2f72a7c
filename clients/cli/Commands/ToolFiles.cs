using System.IO.Compression;
using System.Text.RegularExpressions;

using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// Prompts as files of other tools, by the paths that they are called by: in a folder that is given from there, else with the folder that
/// they, or the first star of their pattern, stand in.
/// </summary>
internal sealed class ToolFiles
{
    /// <summary>As many as an import takes; the server refuses more, but what is given may be a whole disk.</summary>
    private const int MostFiles = 2_000;
    private const long MostBytes = 64 << 20;

    private static readonly string[] Extensions =
        [".prompty", ".prompt", ".jinja2", ".jinja", ".j2", ".hbs", ".handlebars", ".mustache", ".liquid"];

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private long _bytes;

    private ToolFiles()
    {
    }

    /// <summary>Whether one of what is given can be of another tool only: a pattern, or a file with an extension of those tools.</summary>
    public static bool AreIn(IEnumerable<string> given) => given.Any(path => IsPattern(path)
        || (Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", Below).Any(IsOfATool) : IsOfATool(path)));

    /// <param name="isBelow">They are put into a folder, and need none of their own.</param>
    /// <exception cref="UsageException">There are none, too many, or two of one name.</exception>
    public static ToolFiles Find(IEnumerable<string> given, bool isBelow)
    {
        var files = new ToolFiles();

        foreach (string path in given)
        {
            int before = files._paths.Count;

            foreach ((string file, string name) in Directory.Exists(path) ? In(path) : IsPattern(path) ? Matching(path) : [One(path)])
            {
                string? folder = isBelow || Directory.Exists(path) ? null : FolderOf(path);
                files.Add(file, string.IsNullOrEmpty(folder) ? name : $"{folder}/{name}");
            }

            if (files._paths.Count == before)
            {
                throw new UsageException($"{path}: there is no such file.");
            }
        }

        return files;
    }

    /// <summary>As an archive, at its beginning.</summary>
    public async Task<Stream> PackAsync(CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();

        await using (ZipArchive archive = await ZipArchive.CreateAsync(
            packed, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            foreach ((string name, string path) in _paths)
            {
                await archive.CreateEntryFromFileAsync(path, name, CompressionLevel.Fastest, cancellationToken);
            }
        }

        packed.Position = 0;
        return packed;
    }

    private void Add(string file, string name)
    {
        if (!_paths.TryAdd(name, file) && _paths[name] != file)
        {
            throw new UsageException($"{file} and {_paths[name]} would both be called {name}.");
        }

        _bytes += new FileInfo(file).Length;

        if (_paths.Count > MostFiles || _bytes > MostBytes)
        {
            throw new UsageException($"At most {MostFiles:N0} files of {MostBytes:N0} bytes together are imported at once.");
        }
    }

    private static IEnumerable<(string File, string Name)> In(string directory) =>
        from file in Directory.EnumerateFiles(Path.GetFullPath(directory), "*", Below).Order(StringComparer.Ordinal)
        select (file, WithSlashes(Path.GetRelativePath(directory, file)));

    private static IEnumerable<(string File, string Name)> Matching(string pattern)
    {
        string folder = AboveFirstStar(pattern);

        if (!Directory.Exists(folder))
        {
            return [];
        }

        string rest = Regex.Escape(WithSlashes(Path.GetRelativePath(folder, Path.GetFullPath(pattern))))
            .Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        var matching = new Regex($@"\A{rest}\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return In(folder).Where(file => matching.IsMatch(file.Name));
    }

    private static (string File, string Name) One(string path) => File.Exists(path)
        ? (Path.GetFullPath(path), Path.GetFileName(path))
        : throw new UsageException($"{path}: there is no such file.");

    private static string FolderOf(string path) =>
        Path.GetFileName(IsPattern(path) ? AboveFirstStar(path) : Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>The folder in which a pattern begins to be one.</summary>
    private static string AboveFirstStar(string pattern)
    {
        string full = Path.GetFullPath(pattern);
        return Path.GetDirectoryName(full[..(full.IndexOfAny(['*', '?']) + 1)])!;
    }

    private static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?') && !File.Exists(path);

    private static bool IsOfATool(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static string WithSlashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');
}
