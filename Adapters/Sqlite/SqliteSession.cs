using Microsoft.Data.Sqlite;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>A transaction on the file. Every statement is run at once: there is no network to save a way through.</summary>
internal sealed class SqliteSession(SqlDialect dialect, SqliteStatements statements) : SqlSession
{
    private const string Savepoint = "one_of_several";

    public override SqlDialect Dialect => dialect;

    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
        statements.RunAsync(sql, arguments, ReadAsync<T>, cancellationToken);

    public override Task<int> ExecuteAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
        statements.RunAsync(sql, arguments, static (command, token) => command.ExecuteNonQueryAsync(token), cancellationToken);

    public override Task SendAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
        ExecuteAsync(sql, arguments, cancellationToken);

    /// <summary>Nobody else writes: a transaction that may write holds the only writer.</summary>
    public override Task LockAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override Task<LaterRows<T>> AskAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        return LaterAsync(QueryAsync<T>(sql, arguments, cancellationToken));

        static async Task<LaterRows<T>> LaterAsync(Task<IReadOnlyList<T>> rows) => new() { Rows = await rows };
    }

    public override Task RequireAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken, int rows = 1)
    {
        return CheckAsync(ExecuteAsync(sql, arguments, cancellationToken), rows);

        static async Task CheckAsync(Task<int> changed, int rows)
        {
            if (await changed < rows)
            {
                throw new NoRowChangedException();
            }
        }
    }

    public override async Task RunScriptAsync(string sql, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = statements.Connection.CreateCommand();
#pragma warning disable CA2100 // The text is an embedded migration or a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal override async Task<T> RunInSavepointAsync<T>(Func<Task<T>> work)
    {
        statements.Run($"SAVEPOINT {Savepoint}");

        try
        {
            T result = await work();
            statements.Run($"RELEASE {Savepoint}");
            return result;
        }
        catch (Exception exception) when (!dialect.EndsTransaction(exception))
        {
            statements.Run($"ROLLBACK TO {Savepoint}");
            statements.Run($"RELEASE {Savepoint}");
            throw;
        }
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(SqliteCommand command, CancellationToken cancellationToken)
    {
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await SqlRows.ReadAsync<T>(reader, cancellationToken);
    }
}
