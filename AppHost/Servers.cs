using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// Where Redis and Postgres come from, by the setting <c>Servers</c>: <c>local</c>, processes of this machine; <c>containers</c>; or
/// <c>auto</c> (default), containers where an engine answers and processes of this machine where none does. A server that the AppHost
/// has a connection string for is not started at all.
/// </summary>
internal abstract record Servers
{
    public const string Setting = "Servers";
    public const string Cache = "cache";
    public const string Database = "promptintel";

    private Servers()
    {
    }

    public static bool IsGiven(IConfiguration configuration, string name) =>
        !string.IsNullOrWhiteSpace(configuration.GetConnectionString(name));

    /// <summary>The scripts of <c>eng/servers</c> for those that have to be started.</summary>
    public static IReadOnlyList<string> FindScripts(IConfiguration configuration) =>
        [.. new[] { (Cache, "redis"), (Database, "postgres") }
            .Where(server => !IsGiven(configuration, server.Item1))
            .Select(server => server.Item2)];

    public static async Task<Servers> ChooseAsync(IConfiguration configuration)
    {
        string chosen = configuration[Setting] is { Length: > 0 } setting ? setting : "auto";

        if (chosen is not ("auto" or "local" or "containers"))
        {
            return new Refused($"{Setting} must be auto, local or containers, not '{chosen}'.");
        }

        if (FindScripts(configuration) is [])
        {
            return new Given();
        }

        if (chosen is "local")
        {
            return new Local();
        }

        return (await ContainerEngine.FindReasonForNoneAsync(configuration), chosen) switch
        {
            (null, _) => new Containers(),
            (_, "auto") => new Local(),
            ({ } reason, _) => new Refused(
                $"{Setting}=containers, and no container engine answers ({reason}): start docker or podman, or take --{Setting}=local."),
        };
    }

    internal sealed record Local : Servers;

    internal sealed record Containers : Servers;

    /// <summary>All have connection strings.</summary>
    internal sealed record Given : Servers;

    /// <param name="Problem">What is wrong with the setting, and what to do.</param>
    internal sealed record Refused(string Problem) : Servers;
}
