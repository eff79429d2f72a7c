using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

using Microsoft.Data.Sqlite;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>
/// A SQLite file in WAL mode. Writers of this process queue for one connection (contending writers stall for a tenth of a second and
/// more); another process may write to the same file, hence BEGIN IMMEDIATE and the busy timeout. Readers run beside the writer on
/// connections of their own. Commits are synced to disk before they are acknowledged; those that wait meanwhile share the next sync.
/// </summary>
public sealed class SqliteDatabase : RelationalDatabase, IAsyncDisposable
{
    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;
    private const int Full = 13;
    private const int SharedMemoryFull = 4874;
    private const int OutOfMemory = 7;

    /// <summary>
    /// Less than this on the disk is full: a write of the usual size fails, even where a small one still fits into the log.
    /// </summary>
    private const long LeastRoom = 1 << 20;

    /// <summary>Of each connection: what it has no room for, the system's own cache of the file has.</summary>
    private const int CacheKilobytes = 500;

    private const string TryRoom = "CREATE TABLE room (filler BLOB); INSERT INTO room VALUES (zeroblob(65536)); DROP TABLE room;";

    private readonly string _connectionString;
    private readonly TimeSpan _busyTimeout;
    private readonly DriveInfo _disk;
    private readonly ConcurrentBag<SqliteStatements> _readers = [];
    private readonly GroupCommit _groups;
    private SqliteStatements? _writer;
    private volatile bool _isDisposed;
    private volatile bool _isFull;

    private SqliteDatabase(SqliteOptions options)
    {
        Location = $"SQLite {options.Path}";
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(options.Path),
            // Connections are kept here, with their settings; the driver's pool would hand them out without.
            Pooling = false,
            ForeignKeys = true,
        }.ToString();
        _busyTimeout = options.BusyTimeout;
        _disk = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(options.Path)) ?? "/");
        _groups = new GroupCommit(TransactAsync);
    }

    public override SqlDialect Dialect { get; } = new()
    {
        Name = "SQLite",
        HasOneWriter = true,
        RowLock = "",
        RowLockSkippingLocked = "",
        RowShare = "",
        NowMilliseconds = "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        JsonText = (column, property) => $"json_extract({column}, '$.{property}')",
        IsIn = (column, list) => $"{column} IN (SELECT value FROM json_each({list}))",
        IsUniqueViolation = exception => exception is SqliteException { SqliteExtendedErrorCode: UniqueViolation or PrimaryKeyViolation },
        EndsTransaction = exception => exception is SqliteException error && (IsOutage(error) || error.SqliteErrorCode == OutOfMemory),
    };

    public override string Location { get; }

    /// <summary>Opens or creates the file and brings its schema up to this build.</summary>
    public static async Task<SqliteDatabase> OpenAsync(SqliteOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
        }

        var database = new SqliteDatabase(options);
        try
        {
            database._writer = await database.ConnectAsync(cancellationToken);
            await RunAsync(database._writer.Connection, "PRAGMA journal_mode = WAL", cancellationToken);
            await database.WriteAsync(SchemaMigrations.ApplyAsync, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, isOfCrowd: false, cancellationToken);

    public override Task<T> WriteTogetherAsync<T>(
        string key, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, isOfCrowd: true, cancellationToken);

    private async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<T>> work, bool isOfCrowd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        using Activity? activity = SqliteTelemetry.Start(SqliteTelemetry.Write);

        try
        {
            // All wait for the one writer.
            T result = await _groups.WriteAsync("writer", work, isOfCrowd, cancellationToken);
            _isFull = false;
            return result;
        }
        catch (SqliteException exception) when (IsOutage(exception))
        {
            _isFull |= IsFull(exception);
            activity?.SetStatus(ActivityStatusCode.Error);
            throw Unavailable(exception);
        }
    }

    public override async Task<bool> IsFullAsync(CancellationToken cancellationToken)
    {
        if (IsDiskFull())
        {
            return true;
        }

        if (_isFull)
        {
            try
            {
                // As long as a row with its indices, so that a page must be found for it.
                await WriteAsync((session, token) => session.RunScriptAsync(TryRoom, token), cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // Still full, or away: either way it cannot be said to be over.
            }
        }

        return _isFull;
    }

    private bool IsDiskFull()
    {
        try
        {
            return _disk.AvailableFreeSpace < LeastRoom;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file system that does not say: what writes find decides.
            return false;
        }
    }

    public override async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using Activity? activity = SqliteTelemetry.Start(SqliteTelemetry.Read);
        SqliteStatements? reader = null;

        try
        {
            reader = _readers.TryTake(out SqliteStatements? pooled) ? pooled : await ConnectAsync(cancellationToken);
            reader.Begin(writes: false);
            return await work(new SqliteSession(Dialect, reader), cancellationToken);
        }
        catch (SqliteException exception) when (IsOutage(exception))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw Unavailable(exception);
        }
        finally
        {
            reader?.RollBack();

            if (reader is not null && _isDisposed)
            {
                await reader.DisposeAsync();
            }
            else if (reader is not null)
            {
                _readers.Add(reader);
            }
        }
    }

    /// <summary>Waits for the writes in progress, then closes the file; reads in progress close their own connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;

        await _groups.CloseAsync();

        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        while (_readers.TryTake(out SqliteStatements? reader))
        {
            await reader.DisposeAsync();
        }
    }

    /// <summary>SQLITE_BUSY, LOCKED, IOERR, FULL, CANTOPEN and PROTOCOL: the file or its disk, not the statement.</summary>
    private static bool IsOutage(SqliteException exception) => exception.SqliteErrorCode is 5 or 6 or 10 or 13 or 14 or 15;

    /// <summary>SQLITE_FULL, or the shared memory beside the file that could not grow.</summary>
    private static bool IsFull(SqliteException exception) =>
        exception.SqliteErrorCode == Full || exception.SqliteExtendedErrorCode == SharedMemoryFull;

    private static StoreUnavailableException Unavailable(SqliteException exception) => IsFull(exception)
        ? new("There is no room left for the database.", exception) { IsFull = true }
        : new("The database does not answer.", exception);

    private static async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants and a number.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One transaction on the writer; a write of another process is waited for.</summary>
    private async Task TransactAsync(Func<SqlSession, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        SqliteStatements writer = _writer!;
        writer.Begin(writes: true);

        try
        {
            var session = new SqliteSession(Dialect, writer);
            await work(session, cancellationToken);
            await session.SendGatheredAsync(cancellationToken);
            writer.Commit();
        }
        catch
        {
            writer.RollBack();
            throw;
        }
    }

    private async Task<SqliteStatements> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            string milliseconds = _busyTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            await RunAsync(
                connection,
                $"PRAGMA busy_timeout = {milliseconds}; PRAGMA synchronous = FULL; PRAGMA cache_size = -{CacheKilobytes};",
                cancellationToken);
            return new SqliteStatements(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
