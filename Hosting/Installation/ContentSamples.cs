namespace PromptIntel.Hosting.Installation;

/// <param name="Name">The file's name.</param>
public sealed record ContentSample(string Name, string Text);

/// <summary>The files of <c>content/samples</c>: questionnaires to try an installation with.</summary>
public static class ContentSamples
{
    private const string DirectoryName = "samples";

    /// <summary>In the order of their names; empty without a content directory.</summary>
    public static async Task<IReadOnlyList<ContentSample>> ReadAsync(ContentOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string? directory = options.Locate() is { } content ? Path.Combine(content, DirectoryName) : null;
        string[] files = Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)] : [];
        var samples = new List<ContentSample>();

        foreach (string file in files)
        {
            samples.Add(new ContentSample(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancellationToken)));
        }

        return samples;
    }
}
