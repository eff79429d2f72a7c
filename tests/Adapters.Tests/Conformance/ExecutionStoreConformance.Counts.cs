using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    /// <summary>Everything that changes an item's status, in random order, two processes by turns.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, 2)]
    [InlineData(4, 0)]
    public async Task Batch_WhateverHappens_CountsItsItems(int seed, int? maxFailures)
    {
        var random = new Random(seed);
        Guid[] batches =
        [
            await CreateBatchAsync(items: 12, maxParallel: 5, maxFailures: maxFailures),
            await CreateBatchAsync(items: 7, maxParallel: 7, stop: maxFailures == 0),
        ];
        var leased = new List<ClaimedExecution>();

        for (int step = 0; step < 60; step++)
        {
            IExecutionStore store = One(step);
            Guid batch = batches[random.Next(batches.Length)];

            switch (random.Next(8))
            {
                case 0 or 1:
                    leased.AddRange(await store.ClaimAsync(random.Next(4) == 0 ? Expired : Lasting, random.Next(1, 4), Token));
                    break;
                case 2 when random.Next(6) == 0:
                    await store.CancelBatchAsync(batch, "ann", Token);
                    break;
                case 2 or 3 when random.Next(3) == 0:
                    await store.ResumeBatchAsync(batch, "ann", Token);
                    break;
                case 4:
                    Guid item = (await Reader.ListBatchItemsAsync(batch, null, 50, Token)).Items[random.Next(7)].ExecutionId;
                    await store.ChangeAsync(
                        item, random.Next(2) == 0 ? new ExecutionChange.Cancel("ann", "enough") : new ExecutionChange.Resume("ann"), Token);
                    break;
                default:
                    await EndAsync(store, leased, random);
                    break;
            }

            foreach (Guid id in batches)
            {
                Assert.Equal((step, await RecountAsync(id)), (step, (await Reader.FindBatchAsync(id, Token))!.Counts));
            }
        }
    }

    [Fact]
    public async Task Claim_OfMoreBatchesThanPlaces_GivesThemToThoseWhoseTurnItIs()
    {
        var urgent = new List<Guid>();

        for (int index = 0; index < 30; index++)
        {
            bool isUrgent = index % 10 == 9;
            Guid id = await CreateBatchAsync(items: 2, maxParallel: 1, priority: isUrgent ? ClaimShares.HighestPriority : 1);
            urgent.AddRange(isUrgent ? [id] : []);
        }

        IReadOnlyList<ClaimedExecution> first = await Store.ClaimAsync(Lasting, 3, Token);
        IReadOnlyList<ClaimedExecution> rest = await Other.ClaimAsync(Lasting, 100, Token);

        Assert.Equal(urgent.Order(), first.Select(claimed => claimed.Execution.BatchId!.Value).Order());
        Assert.Equal(27, rest.Select(claimed => claimed.Execution.BatchId).Distinct().Count());
        Assert.Equal(27, rest.Count);
    }

    private async Task EndAsync(IExecutionStore store, List<ClaimedExecution> leased, Random random)
    {
        if (leased.Count == 0)
        {
            return;
        }

        int at = random.Next(leased.Count);
        ClaimedExecution claimed = leased[at];
        leased.RemoveAt(at);
        ExecutionTransition transition = random.Next(5) switch
        {
            0 => new ExecutionTransition.Fail(new ExecutionError(ErrorCodes.StageFailed, "first", "It broke.")),
            1 => new ExecutionTransition.Release(),
            2 => new ExecutionTransition.Wait(),
            _ => new ExecutionTransition.Succeed(claimed.Execution.Input),
        };
        ExecutionDelta delta = Delta(claimed.Execution) with { Transition = transition, NextClaim = random.Next(2) == 0 ? Lasting : null };

        if (await store.CommitAsync(claimed.Lease, delta, Token) is CommitResult.Committed { Next: { } next })
        {
            leased.Add(next);
        }
    }

    private async Task<BatchCounts> RecountAsync(Guid batch)
    {
        var counts = new int[7];

        foreach (BatchItem item in (await Reader.ListBatchItemsAsync(batch, null, 50, Token)).Items)
        {
            counts[(int)item.Status]++;
        }

        return BatchRules.Counts(counts);
    }
}
