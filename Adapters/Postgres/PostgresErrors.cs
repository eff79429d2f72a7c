using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>What the errors of the server and of the driver mean to a store.</summary>
internal static class PostgresErrors
{
    /// <summary>What the function <c>require_row</c> of the migrations raises.</summary>
    private const string NoRowChanged = "PI001";

    private const string IdleInTransactionSessionTimeout = "25P03";

    public static bool IsNoRowChanged(PostgresException exception) => exception.SqlState == NoRowChanged;

    public static bool IsUniqueViolation(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The transaction lost against another one and left nothing behind: the same work may succeed now.</summary>
    public static bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>No savepoint helps: with the server or against another transaction, all of the transaction was lost.</summary>
    public static bool EndsTransaction(Exception exception) => IsOutage(exception) || IsConflict(exception);

    /// <summary>
    /// The server or the way to it, not the statement: no connection, out of resources (53), stopping, starting or
    /// cancelling (57), its disk (58), or a standby that took over reading before writing.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient
            || refused.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransactionSessionTimeout
            || refused.SqlState[..2] is "08" or "53" or "57" or "58",
        NpgsqlException broken => broken.IsTransient || broken.InnerException is IOException or TimeoutException,
        _ => false,
    };

    /// <summary>The server's disk has no room left to write.</summary>
    public static bool IsFull(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>Waiting does not help: wrong user or password (28), no such database (3D), or not allowed.</summary>
    public static bool IsRefusal(PostgresException exception) =>
        exception.SqlState[..2] is "28" or "3D" || exception.SqlState == PostgresErrorCodes.InsufficientPrivilege;

    /// <summary>
    /// The connection was gone when it was used: the server may be back already, or this process stalled and the server ended its
    /// transaction. A server that hangs is not meant.
    /// </summary>
    public static bool IsConnectionLost(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or IdleInTransactionSessionTimeout,
        NpgsqlException broken => broken.InnerException is IOException,
        _ => false,
    };
}
