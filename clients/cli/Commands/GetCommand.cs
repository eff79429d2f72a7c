using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;

namespace PromptIntel.Cli.Commands;

/// <summary>One version: as its author writes it, or with <c>--json</c> as the API gives it.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var output = new Option<string?>("--output", "-o") { Description = "A file to write to." };
        var command = new Command("get", "Print an entry.") { entry, output };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            PromptReference reference = parsed.GetRequiredValue(entry);

            if (session.Screen.IsJson)
            {
                Screen.WriteJson(await session.Client.Prompts.GetAsync(reference, cancellationToken));
                return ExitCode.Done;
            }

            string text = (await session.Client.Prompts.GetTextAsync(reference, cancellationToken)).Text;

            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, text, cancellationToken);
            }
            else
            {
                session.Screen.Write(text);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
