using System.Data.Common;
using System.Globalization;

using Dapper;

namespace PromptIntel.Adapters.Relational;

/// <summary>Statements within a transaction: connection, transaction and cancellation always go together.</summary>
internal static class SqlExtensions
{
    /// <summary>The number of rows changed.</summary>
    public static Task<int> ExecuteAsync(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken)
    {
        if (transaction is PipelinedTransaction pipelined)
        {
            pipelined.Add(sql, SqlArguments.Of(parameters));
            return pipelined.SendAsync(cancellationToken);
        }

        return transaction.Connection!.ExecuteAsync(Command(transaction, sql, parameters, cancellationToken));
    }

    /// <summary>As <see cref="ExecuteAsync"/> where nobody asks how many rows changed: it may go out with later statements, at the latest with the commit.</summary>
    public static Task SendAsync(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken)
    {
        if (transaction is PipelinedTransaction pipelined)
        {
            pipelined.Add(sql, SqlArguments.Of(parameters));
            return pipelined.IsFull ? pipelined.SendAsync(cancellationToken) : Task.CompletedTask;
        }

        return ExecuteAsync(transaction, sql, parameters, cancellationToken);
    }

    /// <summary>Several statements without parameters.</summary>
    public static Task ExecuteScriptAsync(this DbTransaction transaction, string sql, CancellationToken cancellationToken) =>
        transaction is PipelinedTransaction pipelined
            ? pipelined.RunScriptAsync(sql, cancellationToken)
            : transaction.Connection!.ExecuteAsync(Command(transaction, sql, null, cancellationToken));

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken)
    {
        if (transaction is not PipelinedTransaction pipelined)
        {
            return (await transaction.Connection!.QueryAsync<T>(Command(transaction, sql, parameters, cancellationToken))).AsList();
        }

        pipelined.Add(sql, SqlArguments.Of(parameters));
        await using DbDataReader reader = await pipelined.QueryAsync(cancellationToken);
        Func<DbDataReader, T> parse = Parser<T>(reader);
        var rows = new List<T>();

        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(parse(reader));
        }

        return rows;
    }

    /// <summary>The only row, or the default when there is none.</summary>
    public static async Task<T?> QuerySingleOrDefaultAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction is PipelinedTransaction
            ? (await QueryAsync<T>(transaction, sql, parameters, cancellationToken)).SingleOrDefault()
            : await transaction.Connection!.QuerySingleOrDefaultAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    public static async Task<T> QuerySingleAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction is PipelinedTransaction
            ? (await QueryAsync<T>(transaction, sql, parameters, cancellationToken)).Single()
            : await transaction.Connection!.QuerySingleAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    private static CommandDefinition Command(DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);

    private static Func<DbDataReader, T> Parser<T>(DbDataReader reader)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

        // Single values are converted here: the products differ in the width of the integers they return.
        return type.IsPrimitive || type == typeof(string)
            ? row => row.IsDBNull(0) ? default! : (T)Convert.ChangeType(row.GetValue(0), type, CultureInfo.InvariantCulture)
            : reader.GetRowParser<T>();
    }
}
