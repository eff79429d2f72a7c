namespace PromptIntel.Hosting.Installation;

/// <summary>Where the content files are that an installation starts from.</summary>
public sealed class ContentOptions
{
    public const string SectionName = "PromptIntel:Content";

    private const string DirectoryName = "content";

    /// <summary>
    /// The content directory. Default: the nearest <c>content</c> at or above the program's directory, then the current one.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The directory to read; null when none was named and none is there.</summary>
    public string? Locate() => Path ?? Nearest(AppContext.BaseDirectory) ?? Nearest(Directory.GetCurrentDirectory());

    private static string? Nearest(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            string candidate = System.IO.Path.Combine(directory.FullName, DirectoryName);

            if (Directory.Exists(System.IO.Path.Combine(candidate, "prompts")))
            {
                return candidate;
            }
        }

        return null;
    }
}
