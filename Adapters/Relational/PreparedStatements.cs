using System.Data.Common;
using System.Runtime.CompilerServices;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Commands that are prepared once for a connection and run again and again: the path every stage's commit takes. Used within a
/// transaction, so by one thread at a time.
/// </summary>
internal static class PreparedStatements
{
    private static readonly ConditionalWeakTable<DbConnection, Dictionary<string, DbCommand>> Known = [];

    /// <summary>The number of rows changed.</summary>
    public static Task<int> RunAsync(this DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters, CancellationToken cancellationToken) =>
        Command(transaction, sql, parameters).ExecuteNonQueryAsync(cancellationToken);

    /// <summary>The first column of the first row; null when there is none.</summary>
    public static Task<object?> ScalarAsync(this DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters, CancellationToken cancellationToken) =>
        Command(transaction, sql, parameters).ExecuteScalarAsync(cancellationToken);

    private static DbCommand Command(DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        Dictionary<string, DbCommand> commands = Known.GetOrCreateValue(transaction.Connection!);

        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = transaction.Connection!.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of a store; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100

            foreach ((string name, _) in parameters)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        command.Transaction = transaction;

        for (int index = 0; index < parameters.Length; index++)
        {
            command.Parameters[index].Value = parameters[index].Value ?? DBNull.Value;
        }

        return command;
    }
}
