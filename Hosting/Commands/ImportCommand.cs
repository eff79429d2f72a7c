using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Sources;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Commands;

/// <summary>
/// Imports the files of a directory, one line each with what was assumed below it, and a summary. Exit code 0 only when nothing is refused.
/// A service that runs on the same database serves what was imported as it serves any other instance's writes.
/// </summary>
public static class ImportCommand
{
    private static readonly FileStatus[] Counted = [FileStatus.Created, FileStatus.Updated, FileStatus.Unchanged, FileStatus.Refused];

    public static async Task<int> RunAsync(
        IServiceProvider services, string directory, string? into, PromptImportRequest request, TextWriter output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        SourceReading reading = await SourceFolder.ReadAsync(directory, into, cancellationToken);

        if (reading.Refusal is { } refusal)
        {
            await output.WriteLineAsync($"refused    {refusal.Message}");
            return 1;
        }

        await services.PrepareDatabaseAsync(cancellationToken);
        PromptCatalog catalog = services.GetRequiredService<PromptCatalog>();
        await catalog.LoadAsync(cancellationToken);
        catalog.ReportBroken(cancellationToken);
        ImmutableArray<FileResult> results =
            await services.GetRequiredService<PromptImport>().RunAsync(reading.Files, request, cancellationToken);

        foreach (FileResult result in results.Where(result => result.Status != FileStatus.Part))
        {
            await WriteAsync(result, output);
        }

        int refused = Count(results, FileStatus.Refused);
        string counts = string.Join(", ", Counted.Select(
            status => string.Create(CultureInfo.InvariantCulture, $"{Count(results, status)} {NameOf(status)}")));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{reading.Files.Count} files: {counts}{(request.IsDryRun ? " (dry run: nothing was written)" : "")}"));
        return refused == 0 && reading.Files.Count > 0 ? 0 : 1;
    }

    private static async Task WriteAsync(FileResult result, TextWriter output)
    {
        string entry = result.Status == FileStatus.Refused || result.Key is not { } key ? "" : $"{key}  ";
        await output.WriteLineAsync($"{NameOf(result.Status),-10} {entry}{result.File} ({result.Form ?? "no known form"})");

        foreach (EntryError error in result.Errors)
        {
            await output.WriteLineAsync($"           ! {error}");
        }

        foreach (EntryError remark in result.Remarks)
        {
            await output.WriteLineAsync($"           - {remark}");
        }
    }

    private static string NameOf(FileStatus status) => status.ToString().ToLowerInvariant();

    private static int Count(ImmutableArray<FileResult> results, FileStatus status) => results.Count(result => result.Status == status);
}
