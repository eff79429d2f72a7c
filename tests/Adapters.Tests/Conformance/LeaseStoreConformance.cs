using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ILeaseStore"/> guarantees. A lease that is born expired stands for one whose holder is gone.</summary>
public abstract class LeaseStoreConformance : IAsyncLifetime
{
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(-5);

    protected ILeaseStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<ILeaseStore> CreateStoreAsync();

    protected abstract ValueTask DisposeStoreAsync();

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Acquire_WhenFree_GivesTheFirstEpoch()
    {
        Lease<string> lease = await TakenAsync("relay", "one", Lasting);

        Assert.Equal(("relay", "one", 1), (lease.Key, lease.Owner, lease.Epoch));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("two")]
    public async Task Acquire_WhileHeld_GivesNothing(string owner)
    {
        await TakenAsync("relay", "one", Lasting);

        Assert.Null(await Store.AcquireAsync("relay", owner, Lasting, Token));
        Assert.NotNull(await Store.AcquireAsync("another", owner, Lasting, Token));
    }

    [Fact]
    public async Task Acquire_WhenTheHolderIsGone_RaisesTheEpoch()
    {
        Lease<string> first = await TakenAsync("relay", "one", Over);
        Lease<string> second = await TakenAsync("relay", "two", Lasting);

        Assert.Equal((2, "two"), (second.Epoch, second.Owner));
        Assert.True(second.ExpiresAt > first.ExpiresAt);
    }

    [Fact]
    public async Task Acquire_AfterARelease_RaisesTheEpoch()
    {
        await Store.ReleaseAsync(await TakenAsync("relay", "one", Lasting), Token);

        Assert.Equal(2, (await TakenAsync("relay", "two", Lasting)).Epoch);
    }

    [Fact]
    public async Task Acquire_WhenManyRace_GivesItToOne()
    {
        for (int round = 1; round <= 5; round++)
        {
            Lease<string>?[] taken = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(racer => Task.Run(() => Store.AcquireAsync("relay", $"{racer}", Lasting, Token))));

            Lease<string> one = Assert.Single(taken.OfType<Lease<string>>());
            Assert.Equal(round, one.Epoch);
            await Store.ReleaseAsync(one, Token);
        }
    }

    [Fact]
    public async Task Renew_KeepsTheEpochAndMovesTheEnd()
    {
        Lease<string> lease = await TakenAsync("relay", "one", TimeSpan.FromMinutes(1));

        Lease<string>? renewed = await Store.RenewAsync(lease, Lasting, Token);

        Assert.Equal(lease.Epoch, renewed?.Epoch);
        Assert.True(renewed!.ExpiresAt > lease.ExpiresAt);
        Assert.Null(await Store.AcquireAsync("relay", "two", Lasting, Token));
    }

    [Fact]
    public async Task Renew_WhenItsTimeWasOverAndNobodyTookIt_HoldsAgain()
    {
        Lease<string> late = await TakenAsync("relay", "one", Over);

        Assert.NotNull(await Store.RenewAsync(late, Lasting, Token));
        Assert.Null(await Store.AcquireAsync("relay", "two", Lasting, Token));
    }

    [Fact]
    public async Task Renew_WhenAnotherTookIt_IsRefused()
    {
        Lease<string> lost = await TakenAsync("relay", "one", Over);
        await TakenAsync("relay", "two", Lasting);

        Assert.Null(await Store.RenewAsync(lost, Lasting, Token));
    }

    [Fact]
    public async Task Renew_AfterARelease_IsRefused()
    {
        Lease<string> lease = await TakenAsync("relay", "one", Lasting);
        await Store.ReleaseAsync(lease, Token);

        Assert.Null(await Store.RenewAsync(lease, Lasting, Token));
    }

    [Fact]
    public async Task Release_OfALostLease_LeavesTheHoldersAlone()
    {
        Lease<string> lost = await TakenAsync("relay", "one", Over);
        Lease<string> held = await TakenAsync("relay", "two", Lasting);

        await Store.ReleaseAsync(lost, Token);

        Assert.Null(await Store.AcquireAsync("relay", "three", Lasting, Token));
        Assert.NotNull(await Store.RenewAsync(held, Lasting, Token));
    }

    protected async Task<Lease<string>> TakenAsync(string name, string owner, TimeSpan duration)
    {
        Lease<string>? lease = await Store.AcquireAsync(name, owner, duration, Token);
        Assert.NotNull(lease);
        return lease;
    }
}
