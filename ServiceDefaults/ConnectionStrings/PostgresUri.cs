using Npgsql;

namespace PromptIntel.ServiceDefaults.ConnectionStrings;

/// <summary>
/// <c>postgresql://user:password@host[:port]/database[?parameter=value&amp;...]</c>, as libpq and hosting
/// providers write it. The driver throws on one.
/// </summary>
internal static class PostgresUri
{
    private const int DefaultPort = 5432;

    /// <summary>The parameters of libpq that have a counterpart here.</summary>
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["channel_binding"] = "Channel Binding",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["options"] = "Options",
        // Of Prisma, in the strings that Supabase hands out for it.
        ["connection_limit"] = "Maximum Pool Size",
    };

    /// <summary>Says that a pooler stands before the server, which is found out anyway.</summary>
    private static readonly string[] Ignored = ["pgbouncer"];

    public static bool Is(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The connection string that says the same; null for a URI that is malformed or asks for what has no counterpart.</summary>
    public static IReadOnlyDictionary<string, string?>? Convert(string name, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Fragment.Length > 0)
        {
            return null;
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder { Host = uri.DnsSafeHost, Port = uri.Port > 0 ? uri.Port : DefaultPort };

            if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            {
                settings.Database = Uri.UnescapeDataString(database);
            }

            AddUser(settings, uri.UserInfo);
            return AddParameters(settings, uri.Query)
                ? new Dictionary<string, string?> { [$"ConnectionStrings:{name}"] = settings.ToString() }
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // A value that its setting cannot take.
            return null;
        }
    }

    private static void AddUser(NpgsqlConnectionStringBuilder settings, string userInfo)
    {
        string[] parts = userInfo.Split(':', 2);

        if (parts[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(parts[0]);
        }

        if (parts.Length == 2)
        {
            settings.Password = Uri.UnescapeDataString(parts[1]);
        }
    }

    private static bool AddParameters(NpgsqlConnectionStringBuilder settings, string query)
    {
        foreach (string parameter in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameter.Split('=', 2) is not [var key, var value] || (!Parameters.ContainsKey(key) && !Ignored.Contains(key)))
            {
                return false;
            }

            if (Parameters.TryGetValue(key, out string? setting))
            {
                string plain = Uri.UnescapeDataString(value);
                // verify-full is one word in the driver's names.
                settings[setting] = key is "sslmode" ? plain.Replace("-", "", StringComparison.Ordinal) : plain;
            }
        }

        return true;
    }
}
