using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Claim_WhenALargeBatchWaits_ASmallOneAndASingleAreNotBehindIt()
    {
        Guid large = await CreateBatchAsync(items: 60, maxParallel: 60);
        Guid small = await CreateBatchAsync(items: 4, maxParallel: 4);
        NewExecution single = New();
        await Store.CreateAsync(single, Token);

        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 8, Token);

        Assert.Contains(claimed, item => item.Execution.Id == single.Id);
        Assert.InRange(claimed.Count(item => item.Execution.BatchId == small), 3, 4);
        Assert.Equal(8, claimed.Count);
        Assert.InRange(claimed.Count(item => item.Execution.BatchId == large), 3, 4);
    }

    [Fact]
    public async Task Claim_WhenALargeBatchRuns_TheNextPlaceIsAnothers()
    {
        Guid large = await CreateBatchAsync(items: 40, maxParallel: 40);
        await Store.ClaimAsync(Lasting, 10, Token);
        Guid small = await CreateBatchAsync(items: 2, maxParallel: 2);
        NewExecution single = New();
        await Store.CreateAsync(single, Token);

        ClaimedExecution first = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
        ClaimedExecution second = Assert.Single(await Other.ClaimAsync(Lasting, 1, Token));

        Assert.Equal(single.Id, first.Execution.Id);
        Assert.Equal(small, second.Execution.BatchId);
        Assert.Equal(10, (await Reader.FindBatchAsync(large, Token))!.Counts.Running);
    }

    [Fact]
    public async Task Claim_GivesPlacesByPriority()
    {
        Guid ordinary = await CreateBatchAsync(items: 20, maxParallel: 20);
        Guid urgent = await CreateBatchAsync(items: 20, maxParallel: 20, priority: ClaimShares.HighestPriority);

        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 9, Token);

        Assert.Equal((3, 6), (Of(claimed, ordinary), Of(claimed, urgent)));
        Assert.Equal(ClaimShares.HighestPriority, (await Reader.FindBatchAsync(urgent, Token))!.Priority);
    }

    [Fact]
    public async Task Claim_WhenABatchIsFull_OthersGetItsPlaces_AndWhatWasLostGoesFirst()
    {
        Guid full = await CreateBatchAsync(items: 30, maxParallel: 2);
        ClaimedExecution lost = Assert.Single(await Store.ClaimAsync(Expired, 1, Token));
        Guid other = await CreateBatchAsync(items: 30, maxParallel: 30);

        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 12, Token);

        Assert.Equal(lost.Execution.Id, claimed[0].Execution.Id);
        Assert.Equal((2, 10), (Of(claimed, full), Of(claimed, other)));
    }

    [Fact]
    public async Task CountEnded_CountsTheItemsOfOneBatch()
    {
        Guid batch = await CreateBatchAsync(items: 3, maxParallel: 3);
        await CreateBatchAsync(items: 1, maxParallel: 1);

        foreach (ClaimedExecution item in (await Store.ClaimAsync(Lasting, 10, Token)).Take(2))
        {
            await CommitAsync(item, Delta(item.Execution) with { Transition = new ExecutionTransition.Succeed(item.Execution.Input) });
        }

        int ended = (await Reader.FindBatchAsync(batch, Token))!.Counts.Ended;
        Assert.Equal(ended, await Reader.CountEndedAsync(batch, TimeSpan.FromMinutes(1), Token));
        Assert.Equal(0, await Reader.CountEndedAsync(NewId(), TimeSpan.FromMinutes(1), Token));
    }

    private static int Of(IReadOnlyList<ClaimedExecution> claimed, Guid batch) => claimed.Count(item => item.Execution.BatchId == batch);
}
