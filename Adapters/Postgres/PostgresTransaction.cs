using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;

using Npgsql;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// One transaction on one connection. The first round trip carries BEGIN and <c>SET LOCAL search_path</c> before the first statement: it
/// holds for this transaction alone, so it works through every pooler and leaves nothing behind in a shared connection.
/// </summary>
internal sealed class PostgresTransaction : PipelinedTransaction
{
    /// <summary>Uses in this process before a statement is prepared on a connection: rare ones are not worth the round trip.</summary>
    private const int UsesBeforePreparing = 3;

    /// <summary>Bounds what many rows in one transaction hold in memory before they are sent.</summary>
    private const int MostWaiting = 200;

    private static readonly ConcurrentDictionary<string, int> Uses = [];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly int _timeoutSeconds;
    private readonly bool _prepares;
    private readonly List<NpgsqlBatchCommand> _added = [];
    private bool _hasFailed;

    private PostgresTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan timeout, bool prepares)
    {
        _connection = connection;
        _transaction = transaction;
        _timeoutSeconds = (int)Math.Ceiling(timeout.TotalSeconds);
        _prepares = prepares;
    }

    public override IsolationLevel IsolationLevel => _transaction.IsolationLevel;

    /// <summary>Whether the server was asked to commit: from then on a failure does not tell what became of the transaction.</summary>
    public bool IsCommitting { get; private set; }

    public override bool IsFull => _added.Count >= MostWaiting;

    protected override DbConnection DbConnection => _connection;

    /// <param name="prelude">Statements that come before everything else, without parameters.</param>
    /// <param name="prepares">Whether the server keeps what is prepared for this connection.</param>
    public static async Task<PostgresTransaction> BeginAsync(
        NpgsqlConnection connection, IsolationLevel isolation, ReadOnlyMemory<string> prelude, TimeSpan timeout, bool prepares, CancellationToken cancellationToken)
    {
        // Nothing is sent yet: the driver puts BEGIN before the first batch.
        var transaction = new PostgresTransaction(connection, await connection.BeginTransactionAsync(isolation, cancellationToken), timeout, prepares);

        foreach (string sql in prelude.Span)
        {
            transaction.Add(sql, []);
        }

        return transaction;
    }

    public override void Add(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments) => _added.Add(PostgresStatement.ToCommand(sql, arguments));

    public override async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlBatch batch = await NextAsync(cancellationToken);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return (int)batch.BatchCommands[^1].RecordsAffected;
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }

    public override async Task<DbDataReader> QueryAsync(CancellationToken cancellationToken)
    {
        int before = _added.Take(_added.Count - 1).Count(command => ReturnsRows(command.CommandText));

        try
        {
            NpgsqlBatch batch = await NextAsync(cancellationToken);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);

            for (int skipped = 0; skipped < before; skipped++)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            return reader;
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }

    public override async Task RunScriptAsync(string sql, CancellationToken cancellationToken)
    {
        if (_added.Count > 0)
        {
            await SendAsync(cancellationToken);
        }

#pragma warning disable CA2100 // The text is an embedded migration.
        await using var command = new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = _timeoutSeconds };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void Commit() => throw new NotSupportedException("Commit asynchronously.");

    public override void Rollback() => throw new NotSupportedException("Dispose of the transaction asynchronously.");

    /// <summary>COMMIT goes out with the statements that wait.</summary>
    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_hasFailed)
        {
            // COMMIT of a failed transaction succeeds and rolls back.
            throw new InvalidOperationException("A statement of the transaction failed; it cannot be committed.");
        }

        IsCommitting = true;
        Add("COMMIT", []);
        await SendAsync(cancellationToken);
    }

    /// <summary>Rolls back what was not committed.</summary>
    public override ValueTask DisposeAsync() => _transaction.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _transaction.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool ReturnsRows(string sql) => sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("WITH", StringComparison.Ordinal);

    private async Task<NpgsqlBatch> NextAsync(CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(_connection, _transaction) { Timeout = _timeoutSeconds };
        bool areWarm = _prepares;

        foreach (NpgsqlBatchCommand command in _added)
        {
            batch.BatchCommands.Add(command);
            areWarm &= Uses.AddOrUpdate(command.CommandText, 1, (_, uses) => Math.Min(uses + 1, UsesBeforePreparing)) == UsesBeforePreparing;
        }

        _added.Clear();

        if (areWarm)
        {
            await batch.PrepareAsync(cancellationToken);
        }

        return batch;
    }
}
