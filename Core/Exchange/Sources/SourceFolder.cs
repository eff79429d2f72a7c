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

    /// <param name="into">A folder that they stand in when they are imported; null for none.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static async Task<SourceReading> ReadAsync(string directory, string? into, CancellationToken cancellationToken)
    {
        var reading = new SourceReading(into);
        foreach (string path in Directory.EnumerateFiles(directory, "*", Options).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/');
            await using FileStream file = File.OpenRead(path);
            if (!await reading.AddAsync(relative, file, cancellationToken))
            {
                break;
            }
        }

        return reading;
    }
}
