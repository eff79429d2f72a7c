using System.CommandLine;

using PromptIntel.Cli.Invocation;
using PromptIntel.Cli.Profiles;
using PromptIntel.Client.Catalog;

using Spectre.Console;

namespace PromptIntel.Cli.Commands;

/// <summary>Keeps a server's address and key as a profile, once the server has accepted the key.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var address = new Argument<string?>("address")
        {
            Description = "Of the server, such as http://localhost:5080.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var name = new Option<string>("--name") { Description = "Of the profile.", DefaultValueFactory = _ => "default" };
        var command = new Command(
            "login", "Keep a server's address and key. The key is asked for, or read from the standard input; none where access is open.")
        {
            address, name,
        };
        Session.Handle(command, async (session, parsed, cancellationToken) =>
        {
            Uri server = parsed.GetValue(address) is { } text ? Target.Read(text) : session.Target.Address;
            string? key = ReadKey();
            await using var known = Session.For(new Target(server, key, Profile: null), session.Screen);
            CatalogList list = await known.Client.Prompts.ListAsync(limit: 1, cancellationToken: cancellationToken);

            string profile = parsed.GetRequiredValue(name);
            ProfileList kept = ProfileFile.Read();
            kept.Profiles[profile] = new Profiles.Profile(server.ToString(), key);
            ProfileFile.Write(kept with { Current = profile });
            return session.Screen.Answer(
                new { profile, server, position = list.Position, file = ProfileFile.Path },
                () => session.Screen.Line($"Logged in to {server} as profile {profile}, kept in {ProfileFile.Path}"));
        });
        return command;
    }

    private static string? ReadKey()
    {
        string? key = Console.IsInputRedirected
            ? Console.In.ReadLine()
            : AnsiConsole.Prompt(new TextPrompt<string>("API key (empty where access is open):").Secret().AllowEmpty());
        return string.IsNullOrWhiteSpace(key) ? null : key.Trim();
    }
}
