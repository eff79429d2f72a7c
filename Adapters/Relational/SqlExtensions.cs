using System.Data.Common;

using Dapper;

namespace PromptIntel.Adapters.Relational;

/// <summary>Statements within a transaction: connection, transaction and cancellation always go together.</summary>
internal static class SqlExtensions
{
    public static Task<int> ExecuteAsync(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(Command(transaction, sql, parameters, cancellationToken));

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<T>(Command(transaction, sql, parameters, cancellationToken))).AsList();

    /// <summary>The only row, or the default when there is none.</summary>
    public static Task<T?> QuerySingleOrDefaultAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    public static async Task<T> QuerySingleAsync<T>(this DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        await transaction.Connection!.QuerySingleAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    private static CommandDefinition Command(DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
