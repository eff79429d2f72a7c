using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>Whether docker or podman is there and running: the presence of its program alone says nothing.</summary>
internal static class ContainerEngine
{
    private const string Named = "ASPIRE_CONTAINER_RUNTIME";

    /// <summary>An engine that takes longer to say how it is would not start anything either.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>Null when one answers, else what each of them said.</returns>
    public static async Task<string?> FindReasonForNoneAsync(IConfiguration configuration)
    {
        string[] engines = configuration[Named] is { Length: > 0 } named ? [named] : ["docker", "podman"];
        var reasons = new List<string>();

        foreach (string engine in engines)
        {
            CommandResult answer = await Command.RunAsync(engine, ["info"], Environment.CurrentDirectory, Limit);

            if (answer.HasSucceeded)
            {
                return null;
            }

            reasons.Add($"`{engine} info`: {answer.LastLine.TrimEnd('.')}");
        }

        return string.Join("; ", reasons);
    }
}
