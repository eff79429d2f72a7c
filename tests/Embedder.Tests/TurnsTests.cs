using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Tests;

public sealed class TurnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_WhileAQueryWaits_LetsItGoBeforeBatchesThatCameEarlier()
    {
        var turns = new Turns(1);
        await turns.TakeAsync(isQuery: false, Token);
        Task first = turns.TakeAsync(isQuery: false, Token);
        Task second = turns.TakeAsync(isQuery: false, Token);
        Task query = turns.TakeAsync(isQuery: true, Token);

        turns.Release();
        await query;
        Assert.False(first.IsCompleted || second.IsCompleted);
        turns.Release();
        await first;
        Assert.False(second.IsCompleted);
        turns.Release();
        await second;
    }

    [Fact]
    public async Task Take_WithSeveralThreads_LetsThatManyIn()
    {
        var turns = new Turns(2);

        await turns.TakeAsync(isQuery: true, Token);
        await turns.TakeAsync(isQuery: false, Token);
        Task third = turns.TakeAsync(isQuery: true, Token);

        Assert.False(third.IsCompleted);
        turns.Release();
        await third;
    }

    [Fact]
    public async Task Take_WhenGivenUp_IsSkippedByTheNextTurn()
    {
        var turns = new Turns(1);
        using var leaving = new CancellationTokenSource();
        await turns.TakeAsync(isQuery: false, Token);
        Task gone = turns.TakeAsync(isQuery: true, leaving.Token);
        Task stays = turns.TakeAsync(isQuery: false, Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        turns.Release();
        await stays;
        turns.Release();

        await turns.TakeAsync(isQuery: false, Token);
    }

    /// <summary>No turn is lost or given twice, whoever leaves at whatever moment.</summary>
    [Fact]
    public async Task Turns_UnderManyWhoComeAndLeave_AreHeldByNoMoreThanMay()
    {
        var turns = new Turns(3);
        int inside = 0, most = 0;

        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            Task turn = turns.TakeAsync(number % 3 == 0, patience.Token);

            if (number % 4 == 0)
            {
                await patience.CancelAsync();
            }

            try
            {
                await turn;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            int now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            turns.Release();
        }, Token)));

        Assert.InRange(most, 1, 3);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => turns.TakeAsync(isQuery: false, Token))).WaitAsync(
            TimeSpan.FromSeconds(30), Token);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
