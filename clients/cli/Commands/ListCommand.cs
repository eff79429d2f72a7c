using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>The catalog as everybody gets it.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var space = new Option<string?>("--namespace", "-n");
        var kind = new Option<string?>("--kind", "-k") { Description = "prompt, operation, recipe, solver, schema or config." };
        var tag = new Option<string?>("--tag", "-t");
        var command = new Command("list", "List entries.") { space, kind, tag };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            CatalogList list = await session.Client.Prompts.ListAsync(
                parsed.GetValue(space), parsed.GetValue(kind), parsed.GetValue(tag), cancellationToken: cancellationToken);
            return session.Screen.Answer(list, () => session.Screen.Table(
                ["entry", "kind", "version", "suggestions", "description"],
                list.Entries.Select(entry => new[]
                {
                    entry.Reference.ToString(), entry.Kind, $"{entry.Version}", $"{entry.SuggestionsCount}", entry.Description,
                })));
        });
        return command;
    }
}
