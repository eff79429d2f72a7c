using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Access;

namespace PromptIntel.Core.Tests.Access;

public sealed class KeyUsageTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Take_OverTheLimit_TellsHowLongToWaitAndCountsNothing()
    {
        var usage = new KeyUsage("a", 3, _time);

        TimeSpan?[] taken = [.. Enumerable.Range(0, 5).Select(_ => usage.Take())];

        Assert.Equal([null, null, null, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)], taken);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(usage.Take());
        Assert.Equal(TimeSpan.FromSeconds(20), usage.Take());
    }

    [Fact]
    public void Take_InTheLongRun_IsNoMoreThanTheLimitAMinute()
    {
        var usage = new KeyUsage("a", 60, _time);
        int answered = 0;

        for (int tenth = 0; tenth < 6_000; tenth++)
        {
            answered += usage.Take() is null ? 1 : 0;
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // Ten minutes' worth, and the first minute's that stood ready.
        Assert.InRange(answered, 659, 661);
    }

    [Fact]
    public async Task Take_ByManyAtOnce_LetsExactlyTheLimitThrough()
    {
        var usage = new KeyUsage("a", 100, _time);

        TimeSpan?[] taken = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Task.Run(usage.Take)));

        Assert.Equal(100, taken.Count(wait => wait is null));
    }

    [Fact]
    public void Take_WithoutALimit_IsAlwaysAnsweredAndRemembered()
    {
        var usage = new KeyUsage("a", null, _time);

        Assert.Null(usage.LastUsedAt);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(usage.Take()));
        Assert.Equal(_time.GetUtcNow(), usage.LastUsedAt);
    }
}
