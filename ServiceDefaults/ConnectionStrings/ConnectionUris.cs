using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PromptIntel.ServiceDefaults.ConnectionStrings;

/// <summary>
/// Connection strings given as URIs, the way hosting providers hand them out, become what the clients read. Done before any client is
/// registered.
/// </summary>
internal static class ConnectionUris
{
    private const string Section = "ConnectionStrings";

    /// <exception cref="OptionsValidationException">A URI that means nothing here; the message names the setting
    /// and never its value.</exception>
    public static void Convert(IConfigurationManager configuration)
    {
        var converted = new Dictionary<string, string?>();

        foreach (IConfigurationSection connection in configuration.GetSection(Section).GetChildren())
        {
            if (connection.Value is { } text && RedisUri.Is(text))
            {
                Add(converted, connection, RedisUri.Convert(connection.Key, text));
            }
            else if (connection.Value is { } address && PostgresUri.Is(address))
            {
                Add(converted, connection, PostgresUri.Convert(connection.Key, address));
            }
        }

        if (converted.Count > 0)
        {
            configuration.AddInMemoryCollection(converted);
        }
    }

    private static void Add(
        Dictionary<string, string?> converted, IConfigurationSection connection, IReadOnlyDictionary<string, string?>? settings)
    {
        foreach ((string key, string? value) in settings ?? throw new OptionsValidationException(
            connection.Key, typeof(string), [$"{connection.Path} is not a connection URI of its kind."]))
        {
            converted[key] = value;
        }
    }
}
