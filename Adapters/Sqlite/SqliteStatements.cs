using System.Text.Json;

using Microsoft.Data.Sqlite;

using PromptIntel.Adapters.Relational;

using SQLitePCL;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>
/// A connection and what was prepared on it: every statement once, to be run again and again by one transaction at a time. A command keeps
/// its last arguments, here and in the driver; one with large ones is not kept.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IAsyncDisposable
{
    private const int LargestKept = 64 * 1024;

    /// <summary>Of a list, in ids.</summary>
    private const int LongestKept = LargestKept / 36;

    // Texts are constants of the stores, so they are few.
    private readonly Dictionary<string, SqliteCommand> _known = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    /// <summary>Begins a transaction by its own statement: the driver's would be parsed anew each time, and its end too.</summary>
    public void Begin(bool writes) => Run(writes ? "BEGIN IMMEDIATE" : "BEGIN");

    public void Commit() => Run("COMMIT");

    /// <summary>Nothing where the transaction was committed, or the engine has rolled it back by itself.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(Connection.Handle) == 0)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>A statement without arguments and rows.</summary>
    public void Run(string sql) => Known(sql).ExecuteNonQuery();

    public Task<T> RunAsync<T>(
        string sql,
        ReadOnlySpan<(string Name, SqlValue Value)> arguments,
        Func<SqliteCommand, CancellationToken, Task<T>> run,
        CancellationToken cancellationToken)
    {
        if (AreLarge(arguments))
        {
            return RunOnceAsync(Assign(Create(sql), arguments), run, cancellationToken);
        }

        return run(Assign(Known(sql), arguments), cancellationToken);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task<T> RunOnceAsync<T>(
        SqliteCommand command, Func<SqliteCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await run(command, cancellationToken);
        }
    }

    private static bool AreLarge(ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        foreach ((_, SqlValue value) in arguments)
        {
            if (value.Value is string { Length: > LargestKept } or byte[] { Length: > LargestKept } or string[] { Length: > LongestKept })
            {
                return true;
            }
        }

        return false;
    }

    private static SqliteCommand Assign(SqliteCommand command, ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        while (command.Parameters.Count < arguments.Length)
        {
            command.Parameters.Add(new SqliteParameter());
        }

        while (command.Parameters.Count > arguments.Length)
        {
            command.Parameters.RemoveAt(arguments.Length);
        }

        for (int index = 0; index < arguments.Length; index++)
        {
            command.Parameters[index].ParameterName = arguments[index].Name;
            command.Parameters[index].Value = arguments[index].Value.Value switch
            {
                null => DBNull.Value,
                string[] list => JsonSerializer.Serialize(list),
                var value => value,
            };
        }

        return command;
    }

    private SqliteCommand Known(string sql)
    {
        if (!_known.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Create(sql);
            _known.Add(sql, command);
        }

        return command;
    }

    private SqliteCommand Create(string sql)
    {
        SqliteCommand command = Connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of a store; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
