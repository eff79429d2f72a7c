using PromptIntel.ServiceDefaults;

namespace PromptIntel.Hosting.Tests.Defaults;

public sealed class QuietPeriodsTests
{
    private const long Megabyte = 1 << 20;

    private readonly QuietPeriods _periods = new();

    [Fact]
    public void CallForCollection_AfterABurst_CallsOnceWhenItIsQuiet()
    {
        Assert.False(_periods.CallForCollection(1_000 * Megabyte, 900 * Megabyte));
        Assert.False(_periods.CallForCollection(2_000 * Megabyte, 1_400 * Megabyte));
        Assert.True(_periods.CallForCollection(2_001 * Megabyte, 1_400 * Megabyte));
        _periods.Collected(200 * Megabyte);

        Assert.False(_periods.CallForCollection(2_002 * Megabyte, 205 * Megabyte));
        Assert.False(_periods.CallForCollection(2_100 * Megabyte, 300 * Megabyte));
        Assert.True(_periods.CallForCollection(2_101 * Megabyte, 300 * Megabyte));
    }

    [Fact]
    public void CallForCollection_AMinuteAfterTheLastOne_CallsOnceMoreForThePools()
    {
        _periods.CallForCollection(1_000 * Megabyte, 900 * Megabyte);
        Assert.True(_periods.CallForCollection(1_000 * Megabyte, 900 * Megabyte));
        _periods.Collected(400 * Megabyte);

        int[] calls = [.. Enumerable.Range(1, 100).Where(_ => _periods.CallForCollection(1_000 * Megabyte, 400 * Megabyte))];

        Assert.Equal([22], calls);
    }

    [Theory]
    [InlineData(9, 1_000)]
    [InlineData(500, 1_000)]
    [InlineData(1, 263)]
    [InlineData(0, 200)]
    [InlineData(0, 10)]
    public void CallForCollection_WhenBusyOrNotGrown_LeavesItToTheCollector(long allocated, long size)
    {
        _periods.CallForCollection(100 * Megabyte, 200 * Megabyte);
        _periods.Collected(200 * Megabyte);

        Assert.False(_periods.CallForCollection((100 + allocated) * Megabyte, size * Megabyte));
    }
}
