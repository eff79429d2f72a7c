namespace PromptIntel.Bench;

/// <summary>Finds the folder with the solution above the program.</summary>
internal static class RepositoryRoot
{
    public static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PromptIntel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run it from a clone of the repository.");
    }
}
