using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>The history of an entry.</summary>
internal static class VersionsCommand
{
    public static Command Create()
    {
        Argument<PromptReference> entry = CommandArguments.Entry();
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 50 };
        var command = new Command("versions", "List an entry's versions, newest first.") { entry, limit };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            Page<VersionEntry> page = await session.Client.Prompts.ListVersionsAsync(
                parsed.GetRequiredValue(entry), limit: parsed.GetValue(limit), cancellationToken: cancellationToken);
            return session.Screen.Answer(page, () => session.Screen.Table(
                ["version", "labels", "when", "author", "note", "problems"],
                page.Items.Select(version => new[]
                {
                    $"{version.Version}", string.Join(' ', version.Labels), $"{version.CreatedAt:u}", version.Author ?? version.Source,
                    version.ChangeNote, string.Join(' ', version.Problems),
                })));
        });
        return command;
    }
}
