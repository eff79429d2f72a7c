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

    private const string Savepoint = "one_of_several";

    private static readonly ConcurrentDictionary<string, int> Uses = [];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly int _timeoutSeconds;
    private readonly bool _prepares;
    private readonly List<NpgsqlBatchCommand> _added = [];
    private int _sent;
    private Exception? _failure;

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
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override async Task<DbDataReader> QueryAsync(CancellationToken cancellationToken)
    {
        int before = _added.Take(_added.Count - 1).Count(command => ReturnsRows(command.CommandText));
        NpgsqlDataReader? reader = null;

        try
        {
            NpgsqlBatch batch = await NextAsync(cancellationToken);
            reader = await batch.ExecuteReaderAsync(cancellationToken);

            for (int skipped = 0; skipped < before; skipped++)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            return reader;
        }
        catch (Exception exception)
        {
            _failure = exception;
            await CloseAsync(reader);
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

    /// <summary>Work whose failure undoes it alone; what it does is sent before this ends. The exception is the work's own.</summary>
    public async Task<T> RunInSavepointAsync<T>(Func<Task<T>> work)
    {
        (int waiting, int sent) = (_added.Count, _sent);
        Add($"SAVEPOINT {Savepoint}", []);

        try
        {
            T result = await work();
            Add($"RELEASE SAVEPOINT {Savepoint}", []);
            await SendAsync(CancellationToken.None);
            return result;
        }
        catch (Exception exception) when (!PostgresErrors.IsOutage(exception) && !PostgresErrors.IsConflict(exception))
        {
            if (_sent == sent)
            {
                // Nothing of it has reached the server; what waited before it goes out with whatever comes next.
                _added.RemoveRange(waiting, _added.Count - waiting);
            }
            else
            {
                _added.Clear();
                await _transaction.RollbackAsync(Savepoint, CancellationToken.None);
                Add($"RELEASE SAVEPOINT {Savepoint}", []);
            }

            _failure = null;
            throw;
        }
    }

    public override void Commit() => throw new NotSupportedException("Commit asynchronously.");

    public override void Rollback() => throw new NotSupportedException("Dispose of the transaction asynchronously.");

    /// <summary>COMMIT goes out with the statements that wait.</summary>
    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_failure is not null)
        {
            // COMMIT of a failed transaction succeeds and rolls back.
            throw new InvalidOperationException("A statement of the transaction failed; it cannot be committed.", _failure);
        }

        IsCommitting = true;
        Add("COMMIT", []);
        await SendAsync(cancellationToken);
    }

    /// <summary>Rolls back what was not committed.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _transaction.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A reader that is left open keeps the connection from everything else, a rollback too.</summary>
    private static async Task CloseAsync(NpgsqlDataReader? reader)
    {
        try
        {
            await (reader?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (NpgsqlException)
        {
            // What is wrong was thrown already.
        }
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
        _sent++;

        if (areWarm)
        {
            await batch.PrepareAsync(cancellationToken);
        }

        return batch;
    }
}
