using System.Data.Common;

using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>An open transaction that holds an advisory lock: given back with it, however it ends.</summary>
internal sealed class PostgresHold(NpgsqlConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }

        await connection.DisposeAsync();
    }
}
