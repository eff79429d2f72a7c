using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>What would fail, or wait for ever, later on: found before anything is started.</summary>
internal static class Preflight
{
    /// <summary>Looks for everything that is in the way; once nothing is, installs the servers that are missing.</summary>
    /// <param name="api">The port of the Api.</param>
    /// <returns>One line each: what is wrong, and what to do. Nothing may be started while there is one.</returns>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(
        Choices choices, IConfiguration configuration, ServerScripts scripts, int? api)
    {
        List<string> problems = [.. Addresses.FindProblems(configuration), .. Ports.FindProblems(configuration, api)];

        if (choices.Servers is Servers.Refused { Problem: var refused })
        {
            problems.Add(refused);
        }

        if (choices.Firestore is Firestore.Refused { Problem: var reason })
        {
            problems.Add(reason);
        }

        if (Embedder.FindProblem(configuration) is { } setting)
        {
            problems.Add(setting);
        }

        if (WebPages.FindProblem(configuration) is { } web)
        {
            problems.Add(web);
        }

        foreach (string server in choices.Servers is Servers.Local ? Servers.FindScripts(configuration) : [])
        {
            if (await scripts.FindHolderAsync(server) is { } holder)
            {
                problems.Add(holder);
            }
        }

        if (problems is []
            && choices.Servers is Servers.Local
            && await scripts.InstallAsync(Console.Out, Servers.FindScripts(configuration)) is { } missing)
        {
            problems.Add(missing);
        }

        return problems;
    }
}
