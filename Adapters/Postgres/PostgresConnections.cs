using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>How the driver connects.</summary>
public static class PostgresConnections
{
    private const string MaximumPoolSize = "Maximum Pool Size";
    private const string ApplicationName = "Application Name";
    private const string TcpKeepAlive = "TCP Keepalive";

    /// <summary>
    /// Seconds of silence before a connection is probed, and between probes: what a network dropped is found out before it is needed.
    /// </summary>
    private const int Silence = 30;
    private const int BetweenProbes = 5;

    /// <summary>
    /// Settings that hold for a server and for a pooler alike. Nothing is reset when a connection is given back, since nothing of a
    /// transaction outlives it, and a pooler would reset another client's connection. A connection that is known to lead to the same server
    /// process for ever has the search path from the start, because a statement is prepared before the
    /// transaction's own is set, and because a transaction of one batch has none of its own.
    /// </summary>
    public static void Configure(NpgsqlDataSourceBuilder builder, PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        NpgsqlConnectionStringBuilder settings = builder.ConnectionStringBuilder;
        settings.NoResetOnClose = true;
        // What is worth preparing is prepared by name, where no pooler stands between.
        settings.MaxAutoPrepare = 0;
        settings.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);

        if (!settings.ShouldSerialize(MaximumPoolSize))
        {
            settings.MaxPoolSize = Math.Max(options.MaxConnections, settings.MinPoolSize);
        }

        if (!settings.ShouldSerialize(ApplicationName))
        {
            settings.ApplicationName = "promptintel";
        }

        if (!settings.ShouldSerialize(TcpKeepAlive))
        {
            settings.TcpKeepAlive = true;
            settings.TcpKeepAliveTime = Silence;
            settings.TcpKeepAliveInterval = BetweenProbes;
        }

        if (options.Pooler != PoolerMode.On)
        {
            builder.UsePhysicalConnectionInitializer(
                connection =>
                {
                    using NpgsqlCommand command = SetPath(connection, options);
                    command.ExecuteNonQuery();
                },
                async connection =>
                {
                    await using NpgsqlCommand command = SetPath(connection, options);
                    await command.ExecuteNonQueryAsync();
                });
        }
    }

    /// <summary>
    /// The search path of every transaction: nothing but the own schema, pg_temp last, so that no other table can
    /// take the place of an own one.
    /// </summary>
    internal static string SearchPath(string schema) => $"\"{schema}\", pg_temp";

    /// <summary>
    /// Only where the server's process is the one that the connection names: a pooler answers in the server's place, with an id of its own.
    /// </summary>
    private static NpgsqlCommand SetPath(NpgsqlConnection connection, PostgresOptions options) =>
        new(
            """
            SELECT set_config('search_path', $1, false), set_config('default_transaction_isolation', 'read committed', false)
            WHERE $2 OR pg_backend_pid() = $3
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = SearchPath(options.Schema) },
                new NpgsqlParameter { Value = options.Pooler == PoolerMode.Off },
                new NpgsqlParameter { Value = connection.ProcessID },
            },
        };
}
