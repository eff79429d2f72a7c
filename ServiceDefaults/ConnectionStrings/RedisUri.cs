using System.Globalization;

namespace PromptIntel.ServiceDefaults.ConnectionStrings;

/// <summary>
/// <c>redis://[user][:password]@host[:port][/database]</c>, or <c>rediss://</c> for TLS. The client itself finds
/// no endpoint in one, and says nothing.
/// </summary>
internal static class RedisUri
{
    private const string Plain = "redis";
    private const string Encrypted = "rediss";
    private const int DefaultPort = 6379;

    /// <summary>The user of a server that knows passwords only.</summary>
    private const string DefaultUser = "default";

    public static bool Is(string text) =>
        text.StartsWith($"{Plain}://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith($"{Encrypted}://", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The settings of the Redis client that say the same; null for a URI that is malformed or asks for more. The password is a setting of
    /// its own, because nothing can be escaped in a connection string.
    /// </summary>
    public static IReadOnlyDictionary<string, string?>? Convert(string name, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            || uri.Host.Length == 0
            || uri.Query.Length > 0
            || !TryReadDatabase(uri, out int database))
        {
            return null;
        }

        int port = uri.Port > 0 ? uri.Port : DefaultPort;
        string encryption = string.Equals(uri.Scheme, Encrypted, StringComparison.OrdinalIgnoreCase) ? ",ssl=true" : "";
        string options = $"Aspire:StackExchange:Redis:{name}:ConfigurationOptions";
        var settings = new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{name}"] = string.Create(
                CultureInfo.InvariantCulture, $"{uri.Host}:{port}{encryption},defaultDatabase={database}"),
        };

        if (uri.UserInfo.Split(':', 2) is [var user, var password])
        {
            settings[$"{options}:Password"] = Uri.UnescapeDataString(password);
            settings[$"{options}:User"] = user.Length == 0 || user == DefaultUser ? null : Uri.UnescapeDataString(user);
        }

        return settings;
    }

    private static bool TryReadDatabase(Uri uri, out int database)
    {
        string path = uri.AbsolutePath.Trim('/');
        database = 0;
        return path.Length == 0 || int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database);
    }
}
