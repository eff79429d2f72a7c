using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange.Sources;

/// <summary>The files of a directory and of those in it. Hidden ones, and what a link leads to, are left out.</summary>
public static class SourceFolder
{
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>One that cannot be read, or a file of it, refuses the import: what is left out in silence looks imported.</summary>
    /// <param name="into">A folder that they stand in when they are imported; null for none.</param>
    public static async Task<SourceReading> ReadAsync(string directory, string? into, CancellationToken cancellationToken)
    {
        var reading = new SourceReading(into);
        try
        {
            await ReadAsync(directory, reading, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reading.Refuse(new EntryError("files", exception.Message));
        }

        return reading;
    }

    private static async Task ReadAsync(string directory, SourceReading reading, CancellationToken cancellationToken)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*", Options).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/');
            await using FileStream file = File.OpenRead(path);
            if (!await reading.AddAsync(relative, file, cancellationToken))
            {
                break;
            }
        }
    }
}
