using System.Data.Common;
using System.Runtime.CompilerServices;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Commands that are prepared once for a connection and run again and again: the path every stage's commit takes. Used within a
/// transaction, so by one thread at a time. A command keeps its last arguments, here and in the driver; one with large ones is not kept.
/// </summary>
internal static class PreparedStatements
{
    private const int MostKept = 64 * 1024;

    private static readonly ConditionalWeakTable<DbConnection, Dictionary<string, DbCommand>> Known = [];

    /// <summary>Nobody asks how many rows changed, so it may go out with later statements, at the latest with the commit.</summary>
    public static Task RunAsync(this DbTransaction transaction, string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        if (transaction is PipelinedTransaction pipelined)
        {
            pipelined.Add(sql, arguments);
            return pipelined.IsFull ? pipelined.SendAsync(cancellationToken) : Task.CompletedTask;
        }

        DbCommand command = Command(transaction, sql, arguments);
        return AreLarge(arguments) ? ForgetAfterAsync(transaction, sql, command.ExecuteNonQueryAsync(cancellationToken)) : command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public static Task<object?> ScalarAsync(this DbTransaction transaction, string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        if (transaction is PipelinedTransaction pipelined)
        {
            pipelined.Add(sql, arguments);
            return FirstAsync(pipelined, cancellationToken);
        }

        DbCommand command = Command(transaction, sql, arguments);
        return AreLarge(arguments) ? ForgetAfterAsync(transaction, sql, command.ExecuteScalarAsync(cancellationToken)) : command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<object?> FirstAsync(PipelinedTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbDataReader reader = await transaction.QueryAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null;
    }

    private static bool AreLarge(ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        foreach ((_, SqlValue value) in arguments)
        {
            if (value.Value is string { Length: > MostKept } or byte[] { Length: > MostKept })
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<T> ForgetAfterAsync<T>(DbTransaction transaction, string sql, Task<T> run)
    {
        // Asked for before: a transaction that breaks off has no connection any more.
        DbConnection connection = transaction.Connection!;

        try
        {
            return await run;
        }
        finally
        {
            if (Known.TryGetValue(connection, out Dictionary<string, DbCommand>? commands) && commands.Remove(sql, out DbCommand? command))
            {
                await command.DisposeAsync();
            }
        }
    }

    private static DbCommand Command(DbTransaction transaction, string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments)
    {
        Dictionary<string, DbCommand> commands = Known.GetOrCreateValue(transaction.Connection!);

        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = transaction.Connection!.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of a store; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100

            foreach ((string name, _) in arguments)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        command.Transaction = transaction;

        for (int index = 0; index < arguments.Length; index++)
        {
            command.Parameters[index].Value = arguments[index].Value.Value ?? DBNull.Value;
        }

        return command;
    }
}
