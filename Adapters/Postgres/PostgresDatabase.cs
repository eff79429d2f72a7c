using System.Data;
using System.Diagnostics;
using System.Security.Cryptography;

using Npgsql;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// A Postgres database, in a schema of its own. Writes are READ COMMITTED, reads one REPEATABLE READ snapshot. Work may be run again when
/// its transaction lost against another one, or when the connection was found dead before the commit was asked for.
/// </summary>
public sealed class PostgresDatabase : RelationalDatabase
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly string _schema;
    private readonly TimeSpan _startTimeout;
    private readonly TimeSpan _commandTimeout;
    private readonly TimeSpan _idleTimeout;
    private readonly PoolerMode _pooler;
    private readonly string[] _toWrite;
    private readonly string[] _toRead;
    private readonly GroupCommit _groups;
    private volatile bool _prepares;

    /// <param name="source">Stays the caller's to dispose of.</param>
    public PostgresDatabase(NpgsqlDataSource source, PostgresOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        _source = source;
        _time = time;
        _schema = options.Schema;
        _startTimeout = options.StartTimeout;
        _commandTimeout = options.CommandTimeout;
        _pooler = options.Pooler;
        _idleTimeout = options.IdleTransactionTimeout;
        _toWrite = [
            $"SET LOCAL search_path TO {PostgresConnections.SearchPath(options.Schema)}",
            $"SET LOCAL idle_in_transaction_session_timeout TO {(long)_idleTimeout.TotalMilliseconds}",
        ];
        _toRead = [.. _toWrite, "SET TRANSACTION READ ONLY"];
        var address = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        _groups = new GroupCommit(WriteAsync, group => PostgresTelemetry.StartGroup(group, static write => write.Caller));
        Location = $"Postgres {address.Host}:{address.Port}/{address.Database} ({options.Schema})";
    }

    public override SqlDialect Dialect { get; } = new()
    {
        Name = "Postgres",
        HasOneWriter = false,
        RowLock = "FOR UPDATE",
        RowLockSkippingLocked = "FOR UPDATE SKIP LOCKED",
        RowShare = "FOR KEY SHARE",
        NowMilliseconds = "CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)",
        // The product's JSON cannot hold U+0000: a text with it is taken as it is written.
        JsonText = (column, property) =>
            $"(CASE WHEN {column} LIKE '%\\\\u0000%' THEN {column} ELSE {column}::jsonb ->> '{property}' END COLLATE \"C\")",
        IsIn = (column, list) => $"{column} = ANY({list})",
        Definitions = PostgresSchema.Definitions,
        IsUniqueViolation = PostgresErrors.IsUniqueViolation,
        EndsTransaction = PostgresErrors.EndsTransaction,
    };

    public override string Location { get; }

    /// <exception cref="StoreUnavailableException">The server did not answer within the start timeout.</exception>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        TimeSpan pause = ShortestPause;

        while (true)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(_startTimeout);

            try
            {
                _prepares = await CanPrepareAsync(deadline.Token);
                await RunAsync(
                    IsolationLevel.ReadCommitted,
                    _startTimeout,
                    async (session, token) =>
                    {
                        await PostgresSchema.ApplyAsync(session, _schema, token);
                        return true;
                    },
                    deadline.Token);
                return;
            }
            catch (PostgresException exception) when (PostgresErrors.IsRefusal(exception))
            {
                throw new StoreUnavailableException($"{Location} cannot be used: {exception.MessageText}", exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw NotReady(exception);
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsOutage(exception) || PostgresErrors.IsConflict(exception))
            {
                if (_time.GetElapsedTime(start) + pause > _startTimeout)
                {
                    throw NotReady(exception);
                }
            }

            await Task.Delay(pause, _time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAgainAsync(IsolationLevel.ReadCommitted, work, cancellationToken);

    public override Task<T> WriteTogetherAsync<T>(
        string key, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _groups.WriteAsync(key, work, isOfCrowd: true, cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAgainAsync(IsolationLevel.RepeatableRead, work, cancellationToken);

    /// <summary>A statement by itself sees one snapshot: where the connection is ours alone, BEGIN and COMMIT are left out.</summary>
    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, (string Name, SqlValue Value)[] arguments, CancellationToken cancellationToken) =>
        _prepares
            ? RunAgainAsync(
                IsolationLevel.Unspecified, (session, token) => session.QueryAsync<T>(sql, arguments, token), cancellationToken)
            : base.QueryAsync<T>(sql, arguments, cancellationToken);

    /// <exception cref="StoreUnavailableException">Nobody gave it back within the command timeout, or the server
    /// does not answer.</exception>
    public override async Task<IStoreHold> HoldAsync(string name, CancellationToken cancellationToken)
    {
        // One connection at most waits for it: if all did, the holder would find none to do its work with.
        IAsyncDisposable turn = await base.HoldAsync(name, cancellationToken);
        NpgsqlConnection? connection = null;

        try
        {
            connection = await _source.OpenConnectionAsync(cancellationToken);
            var session = new PostgresSession(Dialect, connection, IsolationLevel.ReadCommitted, _toWrite, _commandTimeout, _prepares);
            await session.ExecuteAsync(
                "SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))", [("@key", $"promptintel:{_schema}:{name}")], cancellationToken);
            return new PostgresHold(connection, session, turn, _idleTimeout / PostgresHold.SignsOfLife, _time);
        }
        catch (Exception exception)
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            await turn.DisposeAsync();

            if (PostgresErrors.IsOutage(exception))
            {
                throw new StoreUnavailableException(
                    $"The database does not answer: {exception.Message}", exception)
                { IsFull = PostgresErrors.IsFull(exception) };
            }

            throw;
        }
    }

    private async Task<T> RunAgainAsync<T>(
        IsolationLevel isolation, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        bool wasLost = false;

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RunAsync(isolation, _commandTimeout, work, cancellationToken);
            }
            catch (NpgsqlException exception) when (attempt < MostAttempts && PostgresErrors.IsConflict(exception))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 10 << attempt)), _time, cancellationToken);
            }
            catch (NpgsqlException exception) when (!wasLost && exception.Data.Contains(nameof(PostgresErrors.IsConnectionLost)))
            {
                // A pooled connection from before a restart: the next one is new, since the driver has dropped them all.
                wasLost = true;
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsOutage(exception) || PostgresErrors.IsConflict(exception))
            {
                throw new StoreUnavailableException(
                    $"The database does not answer: {exception.Message}", exception)
                { IsFull = PostgresErrors.IsFull(exception) };
            }
        }
    }

    private async Task<T> RunAsync<T>(
        IsolationLevel isolation, TimeSpan timeout, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        string[] prelude = isolation == IsolationLevel.RepeatableRead ? _toRead : _toWrite;
        await using var session = new PostgresSession(Dialect, connection, isolation, prelude, timeout, _prepares);

        try
        {
            T result = await work(session, cancellationToken);
            await session.SendGatheredAsync(cancellationToken);

            if (isolation == IsolationLevel.RepeatableRead)
            {
                // The end of a reading transaction keeps nothing: a span for it would only double what was read.
                Activity.Current = null;
            }

            // Its outcome is wanted even when the caller has lost interest; the timeout bounds it.
            await session.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (NpgsqlException exception) when (!session.IsCommitting && PostgresErrors.IsConnectionLost(exception))
        {
            exception.Data[nameof(PostgresErrors.IsConnectionLost)] = true;
            throw;
        }
    }

    /// <summary>
    /// What is prepared lasts where the connection itself has the search path: see <see cref="PostgresConnections.Configure"/>.
    /// </summary>
    private async Task<bool> CanPrepareAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT current_setting('search_path')", connection);
        return _pooler != PoolerMode.On
            && PostgresConnections.SearchPath(_schema).Equals(await command.ExecuteScalarAsync(cancellationToken));
    }

    private StoreUnavailableException NotReady(Exception exception) =>
        new($"{Location} was not ready within {_startTimeout.TotalSeconds:0} s: {exception.Message}", exception);
}
