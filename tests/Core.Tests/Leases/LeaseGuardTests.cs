using PromptIntel.Core.Leases;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Leases;

public sealed class LeaseGuardTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly TestClock _clock = new();
    private readonly LeaseGuard<string> _guard;

    public LeaseGuardTests()
    {
        long askedAt = _clock.GetTimestamp();
        // The store's answer takes its time, which is not added to the lease.
        _clock.Advance(TimeSpan.FromSeconds(10));
        _guard = new LeaseGuard<string>(new Lease<string>("work", "one", 1, _clock.GetUtcNow() + Duration), _clock, askedAt, Duration);
    }

    public void Dispose() => _guard.Dispose();

    [Fact]
    public void Lease_HoldsForItsDuration_FromBeforeTheStoreWasAsked()
    {
        _clock.Advance(TimeSpan.FromSeconds(20) - Moment);
        Assert.True(_guard.Holds);
        _guard.Check();

        _clock.Advance(Moment);
        Assert.False(_guard.Holds);
        Assert.Throws<LeaseLostException>(_guard.Check);
    }

    [Fact]
    public async Task Renewal_CountsFromBeforeItWasAskedFor()
    {
        long? answer = await _guard.RenewAsync(
            (lease, duration, _) =>
            {
                Assert.Equal(("work", Duration), (lease.Key, duration));
                _clock.Advance(TimeSpan.FromSeconds(15));
                return Task.FromResult<long?>(7);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(7, answer);
        _clock.Advance(TimeSpan.FromSeconds(15) - Moment);
        Assert.True(_guard.Holds);
        _clock.Advance(Moment);
        Assert.False(_guard.Holds);
    }

    /// <summary>A late answer of the store proves that nobody took it meanwhile.</summary>
    [Fact]
    public void Renewal_AfterTheDeadline_LetsItHoldAgain()
    {
        _clock.Advance(Duration);
        Assert.False(_guard.Holds);

        _guard.Renewed(_clock.GetTimestamp());

        _guard.Check();
        Assert.False(_guard.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renewal_ThatTheStoreRefuses_IsTheLoss()
    {
        long? answer = await _guard.RenewAsync((_, _, _) => Task.FromResult<long?>(null), TestContext.Current.CancellationToken);

        Assert.Null(answer);
        Assert.True(_guard.Lost.IsCancellationRequested);
        Assert.Throws<LeaseLostException>(_guard.Check);
    }

    /// <summary>Nobody knows whether it was renewed: it holds as long as the last answer said.</summary>
    [Fact]
    public async Task Renewal_ThatIsNotAnswered_ChangesNothing()
    {
        await Assert.ThrowsAsync<IOException>(
            () => _guard.RenewAsync<long?>((_, _, _) => throw new IOException(), TestContext.Current.CancellationToken));

        Assert.True(_guard.Holds);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(_guard.Holds);
    }

    [Fact]
    public void Loss_IsForGood_AndTellsWhoListens()
    {
        bool told = false;
        using CancellationTokenRegistration listening = _guard.Lost.Register(() => told = true);

        _guard.Lose();
        _guard.Renewed(_clock.GetTimestamp());

        Assert.True(told);
        Assert.False(_guard.Holds);
        Assert.Throws<LeaseLostException>(_guard.Check);
    }

    [Fact]
    public void Loss_AfterTheWorkIsOver_ChangesNothing()
    {
        _guard.Dispose();

        _guard.Lose();
    }
}
