using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Cli.Profiles;

namespace PromptIntel.Cli.Commands;

/// <summary>Shows, chooses and removes what login kept; talks to no server.</summary>
internal static class ProfilesCommand
{
    public static Command Create()
    {
        var use = new Option<string?>("--use") { Description = "Make this profile the one that commands use." };
        var remove = new Option<string?>("--remove") { Description = "Forget this profile and its key." };
        var command = new Command("profiles", "List the profiles that login made.") { use, remove };
        Session.Handle(command, (session, parsed, _) =>
        {
            ProfileList list = ProfileFile.Read();

            if (parsed.GetValue(use) is { } chosen)
            {
                RequireKnown(list, chosen);
                ProfileFile.Write(list = list with { Current = chosen });
            }

            if (parsed.GetValue(remove) is { } removed)
            {
                RequireKnown(list, removed);
                list.Profiles.Remove(removed);
                ProfileFile.Write(list = list with { Current = list.Current == removed ? null : list.Current });
            }

            return Task.FromResult(session.Screen.Answer(
                list.Profiles.Select(item => new
                {
                    name = item.Key,
                    item.Value.Server,
                    has_key = item.Value.Key is not null,
                    current = item.Key == list.Current,
                }),
                () => session.Screen.Table(
                    ["", "profile", "server", "key"],
                    list.Profiles.Select(item => new[]
                    {
                        item.Key == list.Current ? "*" : "", item.Key, item.Value.Server, item.Value.Key is null ? "none" : "kept",
                    }))));
        });
        return command;
    }

    private static void RequireKnown(ProfileList list, string name)
    {
        if (!list.Profiles.ContainsKey(name))
        {
            throw new UsageException($"There is no profile '{name}'.");
        }
    }
}
