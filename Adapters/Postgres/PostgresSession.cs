using System.Collections.Concurrent;
using System.Data;

using Npgsql;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// One transaction on one connection. The first round trip carries BEGIN and <c>SET LOCAL search_path</c> before the first statement: it
/// holds for this transaction alone, so it works through every pooler and leaves nothing behind in a shared
/// connection. Where the connection is known to be ours alone, statements that wait until the commit go out as one batch without BEGIN and
/// COMMIT: the server takes a batch as one transaction.
/// </summary>
internal sealed class PostgresSession : SqlSession, IAsyncDisposable
{
    /// <summary>Uses in this process before a statement is prepared on a connection: rare ones are not worth the round trip.</summary>
    private const int UsesBeforePreparing = 3;

    /// <summary>Bounds what many rows in one transaction hold in memory before they are sent.</summary>
    private const int MostWaiting = 200;

    private const string Savepoint = "one_of_several";

    // Texts are constants of the stores, so they are few.
    private static readonly ConcurrentDictionary<string, int> Uses = [];

    /// <summary>For rows that are there for their lock, or for the error of having none.</summary>
    private static readonly ReadRows PassOver = static (_, _) => Task.CompletedTask;

    private readonly NpgsqlConnection _connection;
    private readonly IsolationLevel _isolation;
    private readonly string[] _prelude;
    private readonly int _timeoutSeconds;
    private readonly bool _prepares;
    private readonly List<(NpgsqlBatchCommand Command, ReadRows? Read)> _added = [];
    private NpgsqlTransaction? _transaction;
    private int _sent;
    private Exception? _failure;

    /// <param name="isolation">Unspecified where one query is all that is asked for.</param>
    /// <param name="prelude">Statements that come before everything else, without parameters; what they set, the
    /// connection has too if it is ours.</param>
    /// <param name="prepares">Whether the connection is ours alone: the server keeps what is prepared for it, and
    /// what was set at its start.</param>
    public PostgresSession(
        SqlDialect dialect, NpgsqlConnection connection, IsolationLevel isolation, string[] prelude, TimeSpan timeout, bool prepares)
    {
        (Dialect, _connection, _isolation, _prelude, _prepares) = (dialect, connection, isolation, prelude, prepares);
        _timeoutSeconds = (int)Math.Ceiling(timeout.TotalSeconds);
    }

    public override SqlDialect Dialect { get; }

    /// <summary>Takes the rows of a reader's current result.</summary>
    private delegate Task ReadRows(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <summary>One query and nothing else: it needs no transaction around it.</summary>
    private bool IsLoneQuery => _isolation == IsolationLevel.Unspecified;

    /// <summary>Whether the server was asked to commit: from then on a failure does not tell what became of the transaction.</summary>
    public bool IsCommitting { get; private set; }

    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        var rows = new LaterRows<T>();
        Add(sql, arguments, ReadInto(rows));
        return FlushAsync(rows, cancellationToken);
    }

    public override Task<int> ExecuteAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        Add(sql, arguments);
        return FlushAsync(cancellationToken);
    }

    public override Task SendAsync(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        Add(sql, arguments);
        return FlushFullAsync(cancellationToken);
    }

    public override Task LockAsync(string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        Add(sql, arguments, PassOver);
        return FlushFullAsync(cancellationToken);
    }

    public override Task<LaterRows<T>> AskAsync<T>(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken)
    {
        var rows = new LaterRows<T>();
        Add(sql, arguments, ReadInto(rows));
        return FlushedAsync(rows, FlushFullAsync(cancellationToken));

        static async Task<LaterRows<T>> FlushedAsync(LaterRows<T> rows, Task flushing)
        {
            await flushing;
            return rows;
        }
    }

    /// <summary>
    /// An UPDATE that finds nothing is no error of the server's, so what is sent behind it would be done: <c>require_row</c> makes it one,
    /// and the fence needs no round trip of its own.
    /// </summary>
    public override Task RequireAsync(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken, int rows = 1) =>
        LockAsync(
            $"WITH changed AS ({sql} RETURNING 1) SELECT require_row({(rows == 1 ? "COUNT(*)" : $"COUNT(*) / {rows}")}) FROM changed",
            arguments,
            cancellationToken);

    public override async Task RunScriptAsync(string sql, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await OpenAsync(cancellationToken);

        if (_added.Count > 0)
        {
            await FlushAsync(cancellationToken);
        }

#pragma warning disable CA2100 // The text is an embedded migration.
        await using var command = new NpgsqlCommand(sql, _connection, transaction) { CommandTimeout = _timeoutSeconds };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>COMMIT goes out with the statements that wait; where nothing was sent before them it need not.</summary>
    public Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            // COMMIT of a failed transaction succeeds and rolls back.
            throw new InvalidOperationException("A statement of the transaction failed; it cannot be committed.", _failure);
        }

        if (IsLoneQuery)
        {
            return Task.CompletedTask;
        }

        IsCommitting = true;
        bool isWhole = _prepares && _isolation == IsolationLevel.ReadCommitted && _transaction is null;
        return !isWhole ? ExecuteAsync("COMMIT", [], cancellationToken)
            : _added.Count > 0 ? FlushAsync(isWhole, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Rolls back what was not committed.</summary>
    public ValueTask DisposeAsync() => _transaction?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal override async Task<T> RunInSavepointAsync<T>(Func<Task<T>> work)
    {
        (int waiting, int sent) = (_added.Count, _sent);
        Add($"SAVEPOINT {Savepoint}", []);

        try
        {
            T result = await work();
            await ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", [], CancellationToken.None);
            return result;
        }
        catch (Exception exception) when (!Dialect.EndsTransaction(exception))
        {
            if (_sent == sent)
            {
                // Nothing of it has reached the server; what waited before it goes out with whatever comes next.
                _added.RemoveRange(waiting, _added.Count - waiting);
            }
            else
            {
                _added.Clear();
                await _transaction!.RollbackAsync(Savepoint, CancellationToken.None);
                Add($"RELEASE SAVEPOINT {Savepoint}", []);
            }

            _failure = null;
            throw;
        }
    }

    private static ReadRows ReadInto<T>(LaterRows<T> rows) =>
        async (reader, cancellationToken) => rows.Rows = await SqlRows.ReadAsync<T>(reader, cancellationToken);

    /// <summary>Every statement that gives rows in turn, and to the end: the error of a later one shows there.</summary>
    private static async Task ReadAsync(NpgsqlBatch batch, ReadRows[] reads, CancellationToken cancellationToken)
    {
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);

        foreach (ReadRows read in reads)
        {
            await read(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    /// <param name="read">Of a statement that gives rows; null for one that gives none.</param>
    private void Add(
        string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, ReadRows? read = null)
    {
        var command = new NpgsqlBatchCommand(sql);

        foreach ((string name, SqlValue value) in arguments)
        {
            command.Parameters.Add(PostgresParameters.Of(name, value));
        }

        _added.Add((command, read));
    }

    private Task FlushFullAsync(CancellationToken cancellationToken) =>
        _added.Count >= MostWaiting ? FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Sends what was added; the number of rows that the last statement changed.</summary>
    private Task<int> FlushAsync(CancellationToken cancellationToken) => FlushAsync(isWhole: false, cancellationToken);

    private async Task<IReadOnlyList<T>> FlushAsync<T>(LaterRows<T> rows, CancellationToken cancellationToken)
    {
        await FlushAsync(isWhole: IsLoneQuery, cancellationToken);
        return rows.Rows;
    }

    /// <param name="isWhole">Whether the batch is all of the transaction.</param>
    private async Task<int> FlushAsync(bool isWhole, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlTransaction? transaction = isWhole ? null : await OpenAsync(cancellationToken);
            ReadRows[] reads = [.. _added.Select(added => added.Read).OfType<ReadRows>()];
            await using NpgsqlBatch batch = await NextAsync(transaction, cancellationToken);
            await (Array.TrueForAll(reads, read => read == PassOver)
                ? batch.ExecuteNonQueryAsync(cancellationToken)
                : ReadAsync(batch, reads, cancellationToken));
            return (int)batch.BatchCommands[^1].RecordsAffected;
        }
        catch (PostgresException exception) when (PostgresErrors.IsNoRowChanged(exception))
        {
            _failure = exception;
            throw new NoRowChangedException(exception.MessageText, exception);
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    /// <summary>Nothing is sent yet: the driver puts BEGIN before the first batch.</summary>
    private async ValueTask<NpgsqlTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        if (_transaction is null)
        {
            _transaction = await _connection.BeginTransactionAsync(_isolation, cancellationToken);
            _added.InsertRange(0, _prelude.Select(sql => (new NpgsqlBatchCommand(sql), (ReadRows?)null)));
        }

        return _transaction;
    }

    private async Task<NpgsqlBatch> NextAsync(NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(_connection, transaction) { Timeout = _timeoutSeconds };
        bool areWarm = _prepares;

        foreach ((NpgsqlBatchCommand command, _) in _added)
        {
            batch.BatchCommands.Add(command);
            int uses = Uses.AddOrUpdate(command.CommandText, 1, (_, before) => Math.Min(before + 1, UsesBeforePreparing));
            areWarm &= uses == UsesBeforePreparing;
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
