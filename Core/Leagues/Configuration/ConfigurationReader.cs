using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>Configuration of a league stage, kept in the catalog and edited like any entry.</summary>
internal interface ILeagueConfiguration
{
    /// <summary>What contradicts itself in the data; null when it can be used.</summary>
    string? FindProblem();
}

/// <summary>Reads the <c>data</c> of a configuration entry.</summary>
internal static class ConfigurationReader
{
    public static T Read<T>(EntryVersion entry)
        where T : class, ILeagueConfiguration
    {
        T? configuration;
        try
        {
            configuration = entry.Body.Get("data").Deserialize<T>(LeagueJson.Strict);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new LeagueConfigurationException($"{entry.Key} version {entry.Number}: {exception.Message}", exception);
        }

        string? problem = configuration is null ? "data is missing" : configuration.FindProblem();
        return problem is null ? configuration! : throw new LeagueConfigurationException($"{entry.Key} version {entry.Number}: {problem}");
    }
}
