using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Takes an export, or files with one entry each. What is there already is left as it is.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "JSON Lines (.jsonl, .ndjson; - is the standard input), files of entries (.md, .txt, .yaml, .json), or folders.",
            Arity = ArgumentArity.OneOrMore,
        };
        var space = new Option<string?>("--namespace", "-n") { Description = "Of files; default the folder that a file is in." };
        var kind = new Option<string?>("--kind", "-k") { Description = "Of files; default what a YAML file says, else prompt." };
        var command = new Command("import", "Import entries; a line or file that is refused stops no other.") { paths, space, kind };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            var reports = new List<(ImportReport Report, IReadOnlyList<string>? Files)>();
            string[] given = parsed.GetRequiredValue(paths);

            foreach (string path in given.Where(ImportFiles.IsJsonLines))
            {
                await using Stream lines = path == "-" ? Console.OpenStandardInput() : ImportFiles.Open(path);
                reports.Add((await session.Client.Prompts.ImportAsync(lines, cancellationToken), null));
            }

            if (given.Where(path => !ImportFiles.IsJsonLines(path)).ToList() is { Count: > 0 } others)
            {
                ImportFiles files = await ImportFiles.ReadAsync(
                    others, parsed.GetValue(space), parsed.GetValue(kind), cancellationToken);
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
        });
        return command;
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
                line.Name is null ? "" : $"{line.Namespace}/{line.Name}{(line.Version is null ? "" : $"@{line.Version}")}",
                line.Status,
                string.Join(" ", [.. line.Errors, .. line.Assumed.Select(assumed => $"(assumed {assumed})"), .. line.Warnings]),
            }));
        screen.Note($"{report.Created} created, {report.Updated} updated, {report.Unchanged} unchanged, {report.Refused} refused");
    }
}
