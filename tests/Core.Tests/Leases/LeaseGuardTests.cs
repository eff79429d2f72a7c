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
    public void Renewal_CountsFromBeforeItWasAskedFor()
    {
        long askedAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(15));

        _guard.Renewed(askedAt);

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
