using System.CommandLine;

using PromptIntel.Cli.Invocation;

namespace PromptIntel.Cli.Commands;

/// <summary>The catalog with its history, lossless; <c>sync</c> is for files that people edit.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o") { Description = "A file; default the standard output." };
        var command = new Command("export", "Write the whole catalog with its history as JSON Lines.") { output };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(output) is not { } path)
            {
                await using Stream all = await session.Client.Prompts.ExportAsync(cancellationToken);
                await using Stream standard = Console.OpenStandardOutput();
                await all.CopyToAsync(standard, cancellationToken);
                return ExitCode.Done;
            }

            await using OutputFile file = OutputFile.Open(path);
            await using Stream lines = await session.Client.Prompts.ExportAsync(cancellationToken);
            await file.WriteAsync(lines, cancellationToken);
            session.Screen.Note($"Written to {path}");
            return ExitCode.Done;
        });
        return command;
    }
}
