using Npgsql;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// An open transaction that holds an advisory lock: given back with it, however it ends, and then this process' turn. While the process
/// lives, it says so on the connection; one that stalls loses the lock with the transaction.
/// </summary>
internal sealed class PostgresHold : IStoreHold
{
    /// <summary>Within the time that the server lets a transaction be idle.</summary>
    public const int SignsOfLife = 4;

    private readonly NpgsqlConnection _connection;
    private readonly PostgresSession _session;
    private readonly IAsyncDisposable _turn;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly Task _living;

    public PostgresHold(NpgsqlConnection connection, PostgresSession session, IAsyncDisposable turn, TimeSpan interval, TimeProvider time)
    {
        (_connection, _session, _turn) = (connection, session, turn);
        _living = StayAsync(new PeriodicTimer(interval, time));
    }

    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_living.IsFaulted ? _living : AskAsync(cancellationToken));
        }
        catch (Exception exception) when (IsLost(exception))
        {
            throw new StoreUnavailableException("The turn was lost while this process stood still.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ended.CancelAsync();
            await _living;
            await _session.DisposeAsync();
        }
        catch (Exception exception) when (IsLost(exception))
        {
            // The connection is gone, and the lock with it.
        }
        finally
        {
            await _connection.DisposeAsync();
            await _turn.DisposeAsync();
            _ended.Dispose();
            _one.Dispose();
        }
    }

    /// <summary>The driver refuses a transaction that it has seen end before.</summary>
    private static bool IsLost(Exception exception) => exception is NpgsqlException or InvalidOperationException;

    private async Task StayAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_ended.Token))
                {
                    await AskAsync(_ended.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Given back.
            }
        }
    }

    /// <summary>One at a time, to its end: a statement that is cancelled costs a connection for its cancellation.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);

        try
        {
            await _session.ExecuteAsync("SELECT 1", [], CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }
}
