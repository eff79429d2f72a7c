using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>As <see cref="LeaseStoreConformance"/>, and the fence that other stores take in their own transaction.</summary>
public abstract class RelationalLeaseStoreConformance : LeaseStoreConformance
{
    protected abstract RelationalDatabase Database { get; }

    [Fact]
    public async Task Verify_HoldsUntilAnotherTakesTheLease()
    {
        Lease<string> first = await TakenAsync("relay", "one", TimeSpan.FromMinutes(-5));
        Assert.True(await VerifyAsync(first));

        Lease<string> second = await TakenAsync("relay", "two", TimeSpan.FromMinutes(5));

        Assert.False(await VerifyAsync(first));
        Assert.True(await VerifyAsync(second));
    }

    [Fact]
    public async Task Verify_AfterARelease_IsFalse()
    {
        Lease<string> lease = await TakenAsync("relay", "one", TimeSpan.FromMinutes(5));
        await Store.ReleaseAsync(lease, Token);

        Assert.False(await VerifyAsync(lease));
    }

    [Fact]
    public async Task Verify_KeepsTheLeaseFromBeingTakenBeforeTheTransactionEnds()
    {
        Lease<string> late = await TakenAsync("relay", "one", TimeSpan.FromMinutes(-5));
        Task<Lease<string>?> taking = null!;

        await Database.WriteAsync(
            async (session, token) =>
            {
                Assert.True(await RelationalLeaseStore.VerifyAsync(session, late, token));
                taking = Task.Run(() => Store.AcquireAsync("relay", "two", TimeSpan.FromMinutes(5), Token), Token);

                // A reader meanwhile gives the taker every chance; it must still be waiting when this transaction is about to commit.
                await Database.ReadAsync((reading, _) => reading.QueryAsync<long>("SELECT epoch FROM named_leases", [], Token), token);
                Assert.False(taking.IsCompleted);
            },
            Token);

        Assert.Equal(2, (await taking)?.Epoch);
    }

    private Task<bool> VerifyAsync(Lease<string> lease) =>
        Database.WriteAsync((session, token) => RelationalLeaseStore.VerifyAsync(session, lease, token), Token);
}
