using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Core.Leases;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Leases;

public sealed class LeasedWorkTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly TestClock _time = new();
    private readonly FailingStore _store;
    private readonly LeasedWork _work;

    public LeasedWorkTests()
    {
        _store = new FailingStore(new InMemoryLeaseStore(_time));
        _work = new LeasedWork(_store, _time, NullLogger<LeasedWork>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhenFree_RunsAndGivesTheLeaseUp()
    {
        List<long> epochs = [];

        for (int turn = 0; turn < 2; turn++)
        {
            Assert.Equal(LeasedOutcome.Done, await _work.RunAsync("job", Duration, (lease, _) => Record(epochs, lease), Token));
        }

        Assert.Equal([1, 2], epochs);
    }

    [Fact]
    public async Task Run_WhileAnotherHoldsIt_RunsNothing()
    {
        await _store.AcquireAsync("job", "another", Duration, Token);

        Assert.Equal(
            LeasedOutcome.HeldElsewhere, await _work.RunAsync("job", Duration, (_, _) => throw new InvalidOperationException(), Token));
    }

    [Fact]
    public async Task Run_WhenTheWorkThrows_GivesTheLeaseUpAndTheErrorOn()
    {
        await Assert.ThrowsAsync<InvalidDataException>(
            () => _work.RunAsync("job", Duration, (_, _) => throw new InvalidDataException(), Token));

        Assert.NotNull(await _store.AcquireAsync("job", "another", Duration, Token));
    }

    [Fact]
    public async Task Run_LongerThanTheLease_IsRenewed()
    {
        TaskCompletionSource done = new();
        Task<LeasedOutcome> running = _work.RunAsync("job", Duration, (_, _) => done.Task, Token);

        for (int turn = 0; turn < 12; turn++)
        {
            await _time.WaitForTimerAsync(Duration / 3, Token);
            _time.Advance(Duration / 3);
            await _store.Renewed.WaitAsync(Token);
            Assert.Null(await _store.AcquireAsync("job", "another", Duration, Token));
        }

        done.SetResult();
        Assert.Equal(LeasedOutcome.Done, await running);
    }

    [Fact]
    public async Task Run_WhenAnotherTookTheLease_IsCancelled()
    {
        Task<LeasedOutcome> running = _work.RunAsync("job", Duration, (_, token) => Never(token), Token);
        _time.AdjustTime(_time.GetUtcNow() + (Duration * 2));
        Assert.NotNull(await _store.AcquireAsync("job", "another", Duration * 10, Token));

        _time.Advance(Duration);

        Assert.Equal(LeasedOutcome.Lost, await running);
        Assert.Null(await _store.AcquireAsync("job", "third", Duration, Token));
    }

    [Fact]
    public async Task Run_WhenTheStoreIsAwayForTheWholeLease_IsCancelledByItsOwnClock()
    {
        Task<LeasedOutcome> running = _work.RunAsync("job", Duration, (_, token) => Never(token), Token);
        _store.IsAway = true;

        for (int turn = 0; turn < 3; turn++)
        {
            await _time.WaitForTimerAsync(Duration / 3, Token);
            _time.Advance(Duration / 3);
            await _store.Renewed.WaitAsync(Token);
        }

        Assert.Equal(LeasedOutcome.Lost, await running);
    }

    [Fact]
    public async Task Run_WhenTheCallerCancels_ThrowsAndGivesTheLeaseUp()
    {
        using CancellationTokenSource caller = new();
        Task<LeasedOutcome> running = _work.RunAsync("job", Duration, (_, token) => Never(token), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.NotNull(await _store.AcquireAsync("job", "another", Duration, Token));
    }

    private static Task Never(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    private static Task Record(List<long> epochs, Lease<string> lease)
    {
        epochs.Add(lease.Epoch);
        return Task.CompletedTask;
    }

    /// <summary>A store that may be away.</summary>
    private sealed class FailingStore(ILeaseStore store) : ILeaseStore
    {
        public bool IsAway { get; set; }

        /// <summary>Released when a renewal was answered, or was not.</summary>
        public SemaphoreSlim Renewed { get; } = new(0);

        public Task<Lease<string>?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
            store.AcquireAsync(name, owner, duration, cancellationToken);

        public async Task<Lease<string>?> RenewAsync(Lease<string> lease, TimeSpan duration, CancellationToken cancellationToken)
        {
            try
            {
                return IsAway ? throw new IOException("away") : await store.RenewAsync(lease, duration, cancellationToken);
            }
            finally
            {
                Renewed.Release();
            }
        }

        public Task ReleaseAsync(Lease<string> lease, CancellationToken cancellationToken) =>
            IsAway ? Task.FromException(new IOException("away")) : store.ReleaseAsync(lease, cancellationToken);
    }
}
