using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>The options of the Redis client from its connection string and its sections.</summary>
internal static class RedisClientOptions
{
    private const string SectionName = "ConfigurationOptions";

    /// <summary>Refuses what this client would ignore: it logs in by password only.</summary>
    /// <exception cref="OptionsValidationException">A user is configured.</exception>
    public static void Check(string connectionName, IConfigurationSection[] sections)
    {
        if (Array.Exists(sections, section => !string.IsNullOrEmpty(section.GetSection(SectionName)["User"])))
        {
            throw new OptionsValidationException(
                connectionName, typeof(ConfigurationOptions), [$"ConnectionStrings:{connectionName} names a user, and this Redis client logs in by password only: leave the user out, or build with CloudPackages."]);
        }
    }

    /// <exception cref="InvalidOperationException">No endpoint is configured.</exception>
    public static ConfigurationOptions Read(
        string connectionName, StackExchangeRedisSettings settings, IConfigurationSection[] sections, Action<ConfigurationOptions>? configureOptions)
    {
        ConfigurationOptions options = settings.ConnectionString is { } text ? ConfigurationOptions.Parse(text) : new ConfigurationOptions();

        if (settings.ConnectionString?.Contains("abortConnect", StringComparison.OrdinalIgnoreCase) != true)
        {
            // A server that is down must not bring the service down.
            options.AbortOnConnectFail = false;
        }

        foreach (IConfigurationSection section in sections.Select(section => section.GetSection(SectionName)))
        {
            section.Bind(options);
        }

        configureOptions?.Invoke(options);
        return options.EndPoints.Count > 0
            ? options
            : throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the 'Aspire:StackExchange:Redis:ConnectionString' configuration key.");
    }
}
