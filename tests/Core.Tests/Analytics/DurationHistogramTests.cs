using PromptIntel.Core.Analytics;

namespace PromptIntel.Core.Tests.Analytics;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Percentile_IsWithinFivePercentOfTheTrueOne()
    {
        var random = new Random(7);

        for (int round = 0; round < 50; round++)
        {
            TimeSpan[] durations =
                [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * 14)))];
            TimeSpan[] sorted = [.. durations.Order()];
            DurationHistogram histogram = DurationHistogram.Of(durations);

            foreach (double share in new[] { 0.5, 0.95, 1 })
            {
                double exact = sorted[(int)Math.Ceiling(share * sorted.Length) - 1].TotalMilliseconds;
                double told = histogram.Percentile(share)!.Value.TotalMilliseconds;
                Assert.True(Math.Abs(told - exact) <= (0.05 * (exact + 1)) + 0.001, $"{told} for {exact}");
            }
        }
    }

    [Fact]
    public void Sum_IsThatOfAllTogetherInAnyOrder()
    {
        TimeSpan[] one = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)];
        TimeSpan[] other = [TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(3)];

        Assert.Equal(DurationHistogram.Of(one.Concat(other)), DurationHistogram.Of(one) + DurationHistogram.Of(other));
        Assert.Equal(DurationHistogram.Of(other.Concat(one)), DurationHistogram.Of(other) + DurationHistogram.Of(one));
        Assert.Equal(DurationHistogram.Of(one), DurationHistogram.Of(one) + default(DurationHistogram));
    }

    [Fact]
    public void None_HasNoPercentile()
    {
        Assert.Null(default(DurationHistogram).Percentile(0.5));
        Assert.Equal(default, DurationHistogram.Of([]));
    }
}
