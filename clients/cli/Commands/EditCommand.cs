using System.CommandLine;
using System.Diagnostics;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>
/// Opens an entry in the user's editor and writes what becomes of it as the next version, unless somebody else wrote in between. What could
/// not be written stays in its file.
/// </summary>
internal static class EditCommand
{
    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var note = new Option<string?>("--note", "-m") { Description = "Why, for the version's history." };
        var command = new Command("edit", "Edit an entry in $VISUAL or $EDITOR; the next version.") { entry, note };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            PromptReference reference = parsed.GetRequiredValue(entry);
            // Of another version's text too, what must still stand is what everybody gets.
            string etag = (await session.Client.Prompts.GetTextAsync(reference.Entry, cancellationToken)).ETag;
            AuthoredText before = await session.Client.Prompts.GetTextAsync(reference, cancellationToken);
            string directory = Directory.CreateTempSubdirectory("promptintel-").FullName;
            string file = Path.Combine(directory, before.MediaType == "text/markdown" ? "prompt.md" : "entry.yaml");
            await File.WriteAllTextAsync(file, before.Text, cancellationToken);
            await OpenEditorAsync(file, cancellationToken);
            string after = await File.ReadAllTextAsync(file, cancellationToken);

            if (after == before.Text || string.IsNullOrWhiteSpace(after))
            {
                Directory.Delete(directory, recursive: true);
                session.Screen.Note("Nothing was changed.");
                return ExitCode.Done;
            }

            EntryState state = await WriteAsync(session, reference.Entry, after, etag, parsed.GetValue(note), file, cancellationToken);
            Directory.Delete(directory, recursive: true);
            bool isForAll = state.Labels.GetValueOrDefault("production") == state.Version;
            return session.Screen.Answer(state, () => session.Screen.Line(
                $"{reference.Entry}@{state.Version} {(isForAll ? "is what everybody gets" : "waits to be promoted")}"));
        });
        return command;
    }

    private static async Task<EntryState> WriteAsync(
        Session session, PromptReference entry, string text, string etag, string? note, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Client.Prompts.PutTextAsync(
                entry, text, ifMatch: etag, changeNote: note, cancellationToken: cancellationToken);
        }
        catch
        {
            session.Screen.Note($"Nothing was written; your text is in {file}");
            throw;
        }
    }

    private static async Task OpenEditorAsync(string file, CancellationToken cancellationToken)
    {
        string? chosen = Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } visual
            ? visual
            : Environment.GetEnvironmentVariable("EDITOR");
        bool isWindows = OperatingSystem.IsWindows();
        string editor = string.IsNullOrWhiteSpace(chosen) ? isWindows ? "notepad" : "vi" : chosen;
        // As git has it: the variable may hold options.
        ProcessStartInfo start = isWindows
            ? new ProcessStartInfo("cmd", ["/c", $"{editor} \"{file}\""])
            : new ProcessStartInfo("sh", ["-c", $"{editor} \"$1\"", "editor", file]);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);

        if (process.ExitCode != 0)
        {
            throw new UsageException($"The editor ended with {process.ExitCode}; nothing was written, and your text is in {file}");
        }
    }
}
