using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>A process that stalls in the middle of a transaction: others wait for its locks for a bounded time.</summary>
public sealed class StalledTransactionTests : IAsyncDisposable
{
    private const string AddOne = "UPDATE named_leases SET epoch = epoch + 1 WHERE name = 'shared'";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly PostgresSchemas _schemas = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ThatStallsWithARowLocked_LetsOthersPass_AndIsRunAgain()
    {
        PostgresDatabase stalls = await _schemas.OpenAsync(Token, Idle);
        PostgresDatabase other = await _schemas.OpenAsync(Token);
        await new RelationalLeaseStore(other).AcquireAsync("shared", "test", TimeSpan.FromHours(1), Token);
        var isLocked = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        int runs = 0;
        Task stalled = stalls.WriteAsync(
            async (session, token) =>
            {
                runs++;
                await session.ExecuteAsync(AddOne, [], token);
                isLocked.TrySetResult();
                await goesOn.Task.WaitAsync(token);
                await session.ExecuteAsync(AddOne, [], token);
            },
            Token);
        await isLocked.Task;

        await other.WriteAsync((session, token) => session.ExecuteAsync(AddOne, [], token), Token);

        Assert.Equal(2, await EpochAsync(other));
        goesOn.SetResult();
        await stalled;
        Assert.Equal((2, 4), (runs, await EpochAsync(other)));
    }

    [Fact]
    public async Task Hold_IsKeptWhileItsProcessLives()
    {
        PostgresDatabase first = await _schemas.OpenAsync(Token, Idle);
        PostgresDatabase second = await _schemas.OpenAsync(Token, Idle);
        IStoreHold held = await first.HoldAsync("catalog", Token);

        Task<IStoreHold> waits = second.HoldAsync("catalog", Token);
        await Task.Delay(Idle * 3, Token);

        Assert.False(waits.IsCompleted);
        await held.DisposeAsync();
        await (await waits).DisposeAsync();
    }

    [Fact]
    public async Task Hold_OfAProcessThatStalls_IsGivenToTheNext()
    {
        PostgresDatabase stalls = await _schemas.OpenAsync(Token, Idle);
        PostgresDatabase other = await _schemas.OpenAsync(Token);
        var isHeld = new TaskCompletionSource();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task stalled = stalls.WriteAsync(
            async (session, token) =>
            {
                await session.QueryAsync<string>(
                    "SELECT pg_advisory_xact_lock(hashtextextended('promptintel:' || current_schema() || ':catalog', 0))::text", [], token);
                isHeld.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            gone.Token);
        await isHeld.Task;

        await (await other.HoldAsync("catalog", Token)).DisposeAsync();

        Assert.False(stalled.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);
    }

    [Fact]
    public async Task Hold_WhoseTransactionTheServerEnded_SaysThatItIsLost()
    {
        PostgresDatabase stalls = await _schemas.OpenAsync(Token, Idle);
        PostgresDatabase other = await _schemas.OpenAsync(Token);
        await using IStoreHold held = await stalls.HoldAsync("analytics", Token);
        await held.VerifyAsync(Token);

        // What the server does to a transaction that is idle for too long; a process that lives never is.
        Assert.Equal([true], await other.QueryAsync<bool>(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND (classid::bigint << 32) | objid::bigint
                = hashtextextended('promptintel:' || current_schema() || ':analytics', 0)
            """, [], Token));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => held.VerifyAsync(Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => held.VerifyAsync(Token));
        await (await other.HoldAsync("analytics", Token)).DisposeAsync();
    }

    public ValueTask DisposeAsync() => _schemas.DisposeAsync();

    private static async Task<long> EpochAsync(PostgresDatabase database) =>
        Assert.Single(await database.QueryAsync<long>("SELECT epoch FROM named_leases WHERE name = 'shared'", [], Token));
}
