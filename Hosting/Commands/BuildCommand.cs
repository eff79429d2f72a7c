using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Commands;

/// <summary>
/// Imports content, pins every workflow, fills store and index, prints a summary. Exit code 0 only when nothing is broken.
/// </summary>
public static class BuildCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        await services.PrepareDatabaseAsync(cancellationToken);
        PromptCatalog catalog = services.GetRequiredService<PromptCatalog>();
        await catalog.LoadAsync(cancellationToken);
        catalog.ReportBroken(cancellationToken);
        BuildReport report = await services.GetRequiredService<InstallationBuild>().RunAsync(cancellationToken);
        await WriteAsync(report, output);
        return report.IsClean ? 0 : 1;
    }

    private static async Task WriteAsync(BuildReport report, TextWriter output)
    {
        foreach (var error in report.Content?.Errors ?? [])
        {
            await output.WriteLineAsync($"error     {error}");
        }

        foreach (var error in report.Examples?.Errors ?? [])
        {
            await output.WriteLineAsync($"error     {error.File}:{error.Line}: {error.Detail}");
        }

        foreach (EntryKey key in report.Content?.Diverged ?? [])
        {
            await output.WriteLineAsync(
                $"diverged  {key}: edited in its file and improved elsewhere; the file's version waits as candidate");
        }

        foreach (BrokenWorkflow workflow in report.BrokenWorkflows)
        {
            await output.WriteLineAsync($"error     {workflow.Key}: {string.Join("; ", workflow.Reasons)}");
        }

        await output.WriteLineAsync(report.Content is { } content
            ? $"content   {content.Files} files: {content.Created.Length} created, {content.Updated.Length} updated, "
                + $"{content.Unchanged} unchanged, {content.Diverged.Length} diverged, "
                + $"{content.Errors.DistinctBy(error => error.File).Count()} broken"
            : $"content   no content directory found ({ContentOptions.SectionName}:Path)");
        if (report.Examples is { } examples)
        {
            await output.WriteLineAsync(
                $"examples  {examples.Total} leagues, {examples.Written} new or changed, {examples.Errors.Length} broken");
        }

        await output.WriteLineAsync($"workflows {report.Workflows - report.BrokenWorkflows.Length} of {report.Workflows} can run");

        if (report.Index is { } index)
        {
            await output.WriteLineAsync($"index     {index.Entries} entries, {index.Dimensions} dimensions, {index.Embedder}");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(report.IsClean ? "built" : "failed")} in {report.Duration.TotalSeconds:0.00} s"));
    }
}
