using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IModelRateStore"/> guarantees.</summary>
public abstract class ModelRateStoreConformance : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected IModelRateStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<IModelRateStore> CreateStoreAsync();

    protected abstract ValueTask DisposeStoreAsync();

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Book_StretchesStandBehindEachOther()
    {
        RateBooking first = await Store.BookAsync("a", Hour, TimeSpan.Zero, Day, Token);
        RateBooking second = await Store.BookAsync("a", Hour, TimeSpan.Zero, Day, Token);
        RateBooking third = await Store.BookAsync("a", Hour, TimeSpan.Zero, Day, Token);
        RateBooking other = await Store.BookAsync("b", Hour, TimeSpan.Zero, Day, Token);

        Assert.Equal((true, TimeSpan.Zero), (first.IsBooked, first.Wait));
        AssertAbout(Hour, second);
        AssertAbout(2 * Hour, third);
        Assert.Equal(TimeSpan.Zero, other.Wait);
    }

    [Fact]
    public async Task Book_UnusedTimeCountsForTheBurst()
    {
        for (int free = 0; free < 3; free++)
        {
            Assert.Equal(TimeSpan.Zero, (await Store.BookAsync("a", Hour, 2 * Hour, Day, Token)).Wait);
        }

        AssertAbout(Hour, await Store.BookAsync("a", Hour, 2 * Hour, Day, Token));
    }

    [Fact]
    public async Task Book_BeginningTooLate_BooksNothingAndSaysWhen()
    {
        await Store.BookAsync("a", 2 * Hour, TimeSpan.Zero, Hour, Token);

        RateBooking refused = await Store.BookAsync("a", Hour, TimeSpan.Zero, Hour, Token);
        RateBooking patient = await Store.BookAsync("a", Hour, TimeSpan.Zero, Day, Token);

        Assert.False(refused.IsBooked);
        Assert.InRange(refused.Wait, (2 * Hour) - TimeSpan.FromMinutes(1), 2 * Hour);
        AssertAbout(2 * Hour, patient);
    }

    [Fact]
    public async Task Book_ByManyAtOnce_GivesEachItsOwnPlace()
    {
        RateBooking[] bookings = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => Store.BookAsync("a", Hour, TimeSpan.Zero, Day, Token))));

        Assert.Equal(Enumerable.Range(0, 8), bookings.Select(booking => (int)Math.Round(booking.Wait.TotalHours)).Order());
    }

    /// <summary>Wherever the clock of the store went on a little meanwhile.</summary>
    private static void AssertAbout(TimeSpan expected, RateBooking booking)
    {
        Assert.True(booking.IsBooked);
        Assert.InRange(booking.Wait, expected - TimeSpan.FromMinutes(1), expected + TimeSpan.FromMilliseconds(1));
    }
}
