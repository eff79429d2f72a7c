using Npgsql;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// An open transaction that holds an advisory lock: given back with it, however it ends, and then this process' turn. While the process
/// lives, it says so on the connection; one that stalls loses the lock with the transaction.
/// </summary>
internal sealed class PostgresHold : IAsyncDisposable
{
    /// <summary>Within the time that the server lets a transaction be idle.</summary>
    public const int SignsOfLife = 4;

    private readonly NpgsqlConnection _connection;
    private readonly PostgresSession _session;
    private readonly IAsyncDisposable _turn;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _living;

    public PostgresHold(NpgsqlConnection connection, PostgresSession session, IAsyncDisposable turn, TimeSpan interval, TimeProvider time)
    {
        (_connection, _session, _turn) = (connection, session, turn);
        _living = StayAsync(new PeriodicTimer(interval, time));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ended.CancelAsync();
            await _living;
            await _session.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }
        finally
        {
            await _connection.DisposeAsync();
            await _turn.DisposeAsync();
            _ended.Dispose();
        }
    }

    private async Task StayAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_ended.Token))
                {
                    // To its end even when the hold is over meanwhile: a cancelled statement would cost a connection for its cancellation.
                    await _session.ExecuteAsync("SELECT 1", [], CancellationToken.None);
                }
            }
            catch (OperationCanceledException)
            {
                // Given back.
            }
        }
    }
}
