using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>The options of the Redis client from its connection string and its sections.</summary>
internal static class RedisClientOptions
{
    private const string SectionName = "ConfigurationOptions";

    /// <summary>Refuses before the start what this client cannot read or would ignore.</summary>
    /// <exception cref="OptionsValidationException">The connection string has an unknown part, or a user is configured: this client logs in by password only.</exception>
    public static void Check(string connectionName, StackExchangeRedisSettings settings, IConfigurationSection[] sections)
    {
        if (Array.Exists(sections, section => !string.IsNullOrEmpty(section.GetSection(SectionName)["User"])))
        {
            throw Refusal(connectionName, "names a user, and this Redis client logs in by password only: leave the user out, or build with CloudPackages.");
        }

        try
        {
            _ = settings.ConnectionString is { Length: > 0 } text ? ConfigurationOptions.Parse(text) : null;
        }
        catch (ArgumentException exception)
        {
            throw Refusal(connectionName, $"cannot be read: {exception.Message}");
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

    private static OptionsValidationException Refusal(string connectionName, string reason) =>
        new(connectionName, typeof(ConfigurationOptions), [$"ConnectionStrings:{connectionName} {reason}"]);
}
