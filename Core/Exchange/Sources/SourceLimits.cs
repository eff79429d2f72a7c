using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Exchange.Sources;

/// <summary>What one import may hold. Counts while files are read, so that no more of them is kept.</summary>
public sealed class SourceLimits
{
    public const int MostFiles = 2_000;
    public const int MostBytesOfAFile = 1 << 20;
    public const int MostBytes = 64 << 20;
    public const int DeepestFolder = 16;
    public const int LongestPath = 1_000;

    private int _files;
    private long _bytes;

    /// <summary>What is still allowed for the next file.</summary>
    public int Remaining => (int)Math.Min(MostBytesOfAFile, MostBytes - _bytes);

    /// <summary>Counts a file by its path; null, or why no import may hold it.</summary>
    public EntryError? Add(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        return ++_files > MostFiles ? Refuse(string.Create(CultureInfo.InvariantCulture, $"An import has at most {MostFiles:N0} files."))
            : path.Length > LongestPath
                ? Refuse(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{StorableText.Beginning(path, 80)}...: a path has at most {LongestPath:N0} characters."))
            : parts.Length > DeepestFolder ? Refuse($"{path}: folders are at most {DeepestFolder} deep.")
            : parts.Any(part => part is "" or "." or "..") || path.Any(letter => char.IsControl(letter) || letter == '\\')
                ? Refuse("A path is of names with slashes between them, and stays in its folder.")
            : null;
    }

    /// <summary>Counts what was read of a file; null, or why no import may hold it.</summary>
    public EntryError? Add(string path, long bytes)
    {
        _bytes += bytes;
        return bytes > MostBytesOfAFile
                ? Refuse(string.Create(CultureInfo.InvariantCulture, $"{path} has more than {MostBytesOfAFile:N0} bytes."))
            : _bytes > MostBytes
                ? Refuse(string.Create(CultureInfo.InvariantCulture, $"The files have more than {MostBytes:N0} bytes together."))
            : null;
    }

    private static EntryError Refuse(string message) => new("files", message);
}
