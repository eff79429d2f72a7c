using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Client.Catalog;

namespace PromptIntel.Cli.Commands;

/// <summary>Finds entries by what they do.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "In words: what the entry should do." };
        var space = new Option<string?>("--namespace", "-n");
        var kind = new Option<string?>("--kind", "-k");
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 10 };
        var command = new Command("search", "Find entries by meaning and words.") { query, space, kind, limit };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            var question = new SearchQuestion(parsed.GetRequiredValue(query))
            {
                Namespace = parsed.GetValue(space),
                Kind = parsed.GetValue(kind),
                Limit = parsed.GetValue(limit),
            };
            SearchAnswer found = await session.Client.Prompts.SearchAsync(question, cancellationToken);
            return session.Screen.Answer(found, () => session.Screen.Table(
                ["score", "entry", "kind", "description"],
                found.Results.Select(hit => new[]
                {
                    hit.Score.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), hit.Reference.ToString(), hit.Kind,
                    hit.Description,
                })));
        });
        return command;
    }
}
