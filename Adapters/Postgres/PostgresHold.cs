using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>An open transaction that holds an advisory lock: given back with it, however it ends, and then this process' turn.</summary>
internal sealed class PostgresHold(NpgsqlConnection connection, PostgresSession session, IAsyncDisposable turn) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await session.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }
        finally
        {
            await connection.DisposeAsync();
            await turn.DisposeAsync();
        }
    }
}
