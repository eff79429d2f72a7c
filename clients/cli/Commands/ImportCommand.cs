using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Takes an export, files with one entry each, or files of other tools. What is there already is left as it is.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "JSON Lines (.jsonl, .ndjson; - is the standard input), files of entries (.md, .txt, .yaml, .json) or of other "
                + "tools, folders, or patterns such as 'prompts/**/*.prompty'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var space = new Option<string?>("--namespace", "-n") { Description = "Of entries' files; default the folder that a file is in." };
        var kind = new Option<string?>("--kind", "-k") { Description = "Of entries' files; default what a YAML file says, else prompt." };
        var format = new Option<string?>("--format") { Description = "They are files of another tool: prompty, langfuse, ...; or auto." };
        var into = new Option<string?>("--into") { Description = "A folder that other tools' files stand in when they are imported." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would become of other tools' files, and write nothing." };
        var command = new Command("import", "Import entries, or prompts of other tools; what is refused stops nothing else.")
        {
            paths, space, kind, format, into, dryRun,
        };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            string[] given = parsed.GetRequiredValue(paths);
            bool isOfEntries = (parsed.GetValue(space) ?? parsed.GetValue(kind)) is not null;
            bool isOfTools = parsed.GetValue(format) is not null || parsed.GetValue(into) is not null || parsed.GetValue(dryRun);

            if (isOfEntries && isOfTools)
            {
                throw new UsageException(
                    "--namespace and --kind are for files of entries; --format, --into and --dry-run are for those of other tools.");
            }

            if (isOfTools && parsed.GetValue(format) is null && given.FirstOrDefault(ImportFiles.IsJsonLines) is { } export)
            {
                throw new UsageException($"{export}: an export has no --into and no --dry-run; --format says that it is of another tool.");
            }

            return isOfTools || (!isOfEntries && ToolFiles.AreIn(given.Where(path => !ImportFiles.IsJsonLines(path))))
                ? await ImportOfToolsAsync(
                    session, given, parsed.GetValue(format), parsed.GetValue(into), parsed.GetValue(dryRun), cancellationToken)
                : await ImportEntriesAsync(session, given, parsed.GetValue(space), parsed.GetValue(kind), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportEntriesAsync(
        Session session, string[] given, string? space, string? kind, CancellationToken cancellationToken)
    {
        var reports = new List<(ImportReport Report, IReadOnlyList<string>? Files)>();

        foreach (string path in given.Where(ImportFiles.IsJsonLines))
        {
            await using Stream lines = path == "-" ? Console.OpenStandardInput() : ImportFiles.Open(path);
            reports.Add((await session.Client.Prompts.ImportAsync(lines, cancellationToken), null));
        }

        if (given.Where(path => !ImportFiles.IsJsonLines(path)).ToList() is { Count: > 0 } others)
        {
            ImportFiles files = await ImportFiles.ReadAsync(others, space, kind, cancellationToken);
            reports.Add((await session.Client.Prompts.ImportAsync(files.ToLines(), cancellationToken), files.Paths));
        }

        if (session.Screen.IsJson)
        {
            Screen.WriteJson(reports.Select(item => new { item.Report, item.Files }));
        }

        foreach ((ImportReport report, IReadOnlyList<string>? files) in reports)
        {
            Write(session.Screen, report, files);
        }

        return reports.Any(item => item.Report.Refused > 0) ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> ImportOfToolsAsync(
        Session session, string[] given, string? format, string? into, bool isDryRun, CancellationToken cancellationToken)
    {
        await using Stream files = await ToolFiles.Find(given, into is not null).PackAsync(cancellationToken);
        FilesReport report = await session.Client.Prompts.ImportFilesAsync(files, format, into, isDryRun, cancellationToken);
        session.Screen.Answer(report, () => Write(session.Screen, report));
        return report.Refused > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Write(Screen screen, ImportReport report, IReadOnlyList<string>? files)
    {
        if (screen.IsJson)
        {
            return;
        }

        screen.Table(
            ["where", "entry", "status", "remarks"],
            report.Results.Where(line => line.Status != "unchanged" || line.Warnings.Count > 0).Select(line => new[]
            {
                files is null ? $"line {line.Line}" : files[line.Line - 1],
                EntryOf(line.Namespace, line.Name, line.Version),
                line.Status,
                string.Join(" ", [.. line.Errors, .. line.Assumed.Select(assumed => $"(assumed {assumed})"), .. line.Warnings]),
            }));
        screen.Note($"{report.Created} created, {report.Updated} updated, {report.Unchanged} unchanged, {report.Refused} refused");
    }

    private static void Write(Screen screen, FilesReport report)
    {
        screen.Table(
            ["file", "entry", "status", "remarks"],
            report.Results.Where(one => one.Status is not ("unchanged" or "part")).Select(one => new[]
            {
                one.File,
                EntryOf(one.Namespace, one.Name, one.Version),
                one.Status,
                string.Join(" ", [.. one.Errors, .. one.Remarks.Select(remark => $"({remark})")]),
            }));
        screen.Note($"{report.Files} files: {report.Created} created, {report.Updated} updated, {report.Unchanged} unchanged, "
            + $"{report.Refused} refused{(report.DryRun ? " (dry run: nothing was written)" : "")}");
    }

    private static string EntryOf(string? space, string? name, int? version) =>
        name is null ? "" : $"{space}/{name}{(version is null ? "" : $"@{version}")}";
}
