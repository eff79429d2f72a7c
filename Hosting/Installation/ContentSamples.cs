namespace PromptIntel.Hosting.Installation;

/// <param name="Name">The file's name.</param>
/// <param name="Workflow">The workflow to try with it.</param>
/// <param name="Text">A text that the workflow reads; of a <c>.json</c> file its whole input.</param>
public sealed record ContentSample(string Name, string Workflow, string Text);

/// <summary>
/// The files of <c>content/samples</c> to try an installation with: questionnaires at its root, and a folder for each further workflow.
/// </summary>
public static class ContentSamples
{
    /// <summary>The workflow of the samples that stand in no folder.</summary>
    public const string QuestionnaireWorkflow = "questionnaire_to_contract";

    private const string DirectoryName = "samples";

    /// <summary>Questionnaires first, then by workflow, each in the order of their names; empty without a content directory.</summary>
    public static async Task<IReadOnlyList<ContentSample>> ReadAsync(ContentOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var samples = new List<ContentSample>();

        string? root = options.Locate() is { } content ? Path.Combine(content, DirectoryName) : null;

        if (!Directory.Exists(root))
        {
            return samples;
        }

        await AddAsync(samples, root, QuestionnaireWorkflow, cancellationToken);

        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            await AddAsync(samples, folder, Path.GetFileName(folder), cancellationToken);
        }

        return samples;
    }

    private static async Task AddAsync(List<ContentSample> samples, string folder, string workflow, CancellationToken cancellationToken)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            samples.Add(new ContentSample(Path.GetFileName(file), workflow, await File.ReadAllTextAsync(file, cancellationToken)));
        }
    }
}
