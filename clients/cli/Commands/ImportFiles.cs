using System.Text;
using System.Text.Json;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Transport;

namespace PromptIntel.Cli.Commands;

/// <summary>Files with one entry each, as the lines of an import: <c>folder/name.md</c> is <c>folder/name</c>.</summary>
internal sealed class ImportFiles
{
    private static readonly string[] Extensions = [".md", ".txt", ".yaml", ".yml", ".json"];

    private readonly List<string> _lines = [];
    private readonly List<string> _paths = [];

    private ImportFiles()
    {
    }

    /// <summary>The file of each line.</summary>
    public IReadOnlyList<string> Paths => _paths;

    public static bool IsJsonLines(string path) =>
        path == "-" || Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson";

    /// <exception cref="UsageException">It cannot be opened.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <exception cref="UsageException">There is nothing to import, or a namespace is missing.</exception>
    public static async Task<ImportFiles> ReadAsync(
        IEnumerable<string> paths, string? @namespace, string? kind, CancellationToken cancellationToken)
    {
        var files = new ImportFiles();

        foreach (string path in paths)
        {
            string[] found = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsEntry).Order(StringComparer.Ordinal)]
                : [path];

            if (found.Length == 0)
            {
                throw new UsageException($"{path}: holds no file that ends in {string.Join(", ", Extensions)}.");
            }

            foreach (string file in found)
            {
                await files.AddAsync(file, @namespace, kind, cancellationToken);
            }
        }

        return files;
    }

    public MemoryStream ToLines() => new(Encoding.UTF8.GetBytes(string.Join('\n', _lines)));

    private static bool IsEntry(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())
        && !Path.GetFileName(path).StartsWith('.');

    private async Task AddAsync(string path, string? @namespace, string? kind, CancellationToken cancellationToken)
    {
        string content = await CommandArguments.ReadFileAsync(path, cancellationToken);
        string folder = @namespace ?? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        string? said = kind ?? EntryFiles.KindOf(path, content);
        string name = Path.GetFileNameWithoutExtension(path);
        _lines.Add(JsonSerializer.Serialize(new { @namespace = folder, name, kind = said, content }, ClientJson.Options));
        _paths.Add(path);
    }
}
