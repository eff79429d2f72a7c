using PromptIntel.Core.Instances;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IInstanceStore"/> guarantees.</summary>
public abstract class InstanceStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private IInstanceStore _store = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateStoreAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Report_ReplacesTheOneBefore()
    {
        InstanceReport second = Report("second", Noon.AddMinutes(1));
        InstanceReport first = Report("first", Noon) with { Serves = false, CaughtUpAt = null };
        await _store.ReportAsync(second, Hour, Token);
        await _store.ReportAsync(first, Hour, Token);
        await _store.ReportAsync(second with { Position = 8, CaughtUpAt = Noon.AddMinutes(2) }, Hour, Token);

        IReadOnlyList<KnownInstance> known = await _store.ListAsync(Token);

        Assert.Equal([first, second with { Position = 8, CaughtUpAt = Noon.AddMinutes(2) }], known.Select(one => one.Report));
        Assert.All(known, one => Assert.InRange(one.Age, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Remove_ForgetsThatOneAlone()
    {
        InstanceReport one = Report("one", Noon);
        InstanceReport other = Report("other", Noon.AddMinutes(1));
        await _store.ReportAsync(one, Hour, Token);
        await _store.ReportAsync(other, Hour, Token);

        await _store.RemoveAsync(one.Id, Token);
        await _store.RemoveAsync(one.Id, Token);

        Assert.Equal(other, Assert.Single(await _store.ListAsync(Token)).Report);
    }

    [Fact]
    public async Task Report_ForgetsWhoHasBeenSilent()
    {
        await _store.ReportAsync(Report("silent", Noon), Hour, Token);
        InstanceReport alive = Report("alive", Noon.AddMinutes(1));

        // As if so much time had gone by that everything before this moment is too old.
        await PassTimeAsync();
        await _store.ReportAsync(alive, TimeSpan.FromMilliseconds(1), Token);

        Assert.Equal(alive, Assert.Single(await _store.ListAsync(Token)).Report);
    }

    protected abstract Task<IInstanceStore> CreateStoreAsync();

    /// <summary>Lets the store's clock go on by some milliseconds at least.</summary>
    protected virtual Task PassTimeAsync() => Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);

    private static InstanceReport Report(string name, DateTimeOffset startedAt) =>
        new(Guid.CreateVersion7(startedAt), name, Serves: true, startedAt, 7, startedAt);
}
