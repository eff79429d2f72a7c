using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

using Spectre.Console;

namespace PromptIntel.Cli.Commands;

/// <summary>What differs between two versions, with some lines around each change.</summary>
internal static class DiffCommand
{
    private const int LinesAround = 3;

    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var from = new Option<string>("--from")
        {
            Description = "A version or a label.",
            DefaultValueFactory = _ => "production",
        };
        var to = new Option<string>("--to") { Description = "A version or a label.", DefaultValueFactory = _ => "latest" };
        var command = new Command("diff", "Show what differs between two versions.") { entry, from, to };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            VersionDifference difference = await session.Client.Prompts.DiffAsync(
                parsed.GetRequiredValue(entry), parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), cancellationToken);
            return session.Screen.Answer(difference, () => Write(session.Screen, difference));
        });
        return command;
    }

    private static void Write(Screen screen, VersionDifference difference)
    {
        screen.Line($"--- version {difference.From}");
        screen.Line($"+++ version {difference.To}");
        int shown = 0;

        for (int i = 0; i < difference.Lines.Count; i++)
        {
            bool isNear = difference.Lines.Skip(i - LinesAround).Take((2 * LinesAround) + 1 + Math.Min(0, i - LinesAround))
                .Any(line => line.Change != "unchanged");

            if (isNear)
            {
                if (i > shown)
                {
                    screen.Line("...");
                }

                DifferenceLine line = difference.Lines[i];
                string sign = line.Change switch { "added" => "+", "removed" => "-", _ => " " };
                screen.Line(sign + line.Text, sign switch
                {
                    "+" => new Style(Color.Green),
                    "-" => new Style(Color.Red),
                    _ => Style.Plain,
                });
                shown = i + 1;
            }
        }
    }
}
