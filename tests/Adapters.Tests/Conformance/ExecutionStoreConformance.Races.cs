using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>Everything that touches a batch at once: claims, ends, stops, cancels and resumes, from two processes.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Batches_ClaimedEndedCancelledAndResumedAtOnce_ComeToAnEnd()
    {
        Guid[] batches = [
            await CreateBatchAsync(20, 2), await CreateBatchAsync(20, 3, stop: true), await CreateBatchAsync(20, 4, maxFailures: 2)
        ];
        using var ended = new CancellationTokenSource();
        Task[] workers = [.. Enumerable.Range(0, 4).Select(index => Task.Run(() => WorkAsync(One(index), index, ended.Token)))];
        Task[] people = [.. batches.Select((batch, index) => Task.Run(() => MeddleAsync(One(index), batch)))];

        await Task.WhenAll(people);
        await Patience.WaitAsync(async () => (await Task.WhenAll(batches.Select(id => Reader.FindBatchAsync(id, Token)))).All(
            batch => batch!.CompletedAt is not null), "all batches ended");
        await ended.CancelAsync();
        await Task.WhenAll(workers);

        foreach (Guid id in batches)
        {
            BatchRecord batch = (await Reader.FindBatchAsync(id, Token))!;
            Assert.Equal((0, 0, 20), (batch.Counts.Running, batch.Counts.Queued, batch.Counts.Ended));
            IReadOnlyList<ExecutionEvent> events = await Reader.GetEventsAsync(id, 0, 10_000, Token);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        }
    }

    [Fact]
    public async Task Batch_ItemsThatEndAtOnce_EachHaveTheirOwnOutcome()
    {
        Guid id = await CreateBatchAsync(items: 24, maxParallel: 24);
        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 24, Token);
        // A third has lost its lease, a third is behind, a third ends; in no order.
        CommitResult[] results = await Task.WhenAll(claimed.Select((item, index) => Task.Run(async () =>
        {
            Lease<Guid> lease = index % 3 == 0 ? item.Lease with { Epoch = item.Lease.Epoch + 1 } : item.Lease;
            ExecutionDelta delta = Delta(item.Execution) with
            {
                Results = [Result("first")],
                Transition = new ExecutionTransition.Succeed(item.Execution.Input)
            };
            return await One(index).CommitAsync(lease, index % 3 == 1 ? delta with { ExpectedSeq = delta.ExpectedSeq - 1 } : delta, Token);
        })));

        for (int index = 0; index < 24; index++)
        {
            ExecutionRecord item = (await Reader.FindAsync(claimed[index].Execution.Id, Token))!;
            int written = (await Reader.GetResultsAsync(item.Id, Token)).Length;
            (CommitResult, ExecutionStatus, int) expected = (index % 3) switch
            {
                0 => (new CommitResult.LeaseLost(), ExecutionStatus.Running, 0),
                1 => (new CommitResult.Committed(item.Seq, IsBehind: true), ExecutionStatus.Running, 1),
                _ => (new CommitResult.Committed(item.Seq, IsBehind: false), ExecutionStatus.Succeeded, 1),
            };
            Assert.Equal(expected, (results[index], item.Status, written));
        }

        BatchCounts counts = (await Reader.FindBatchAsync(id, Token))!.Counts;
        Assert.Equal((16, 8), (counts.Running, counts.Succeeded));
    }

    [Fact]
    public async Task Batch_ItemsThatEndAtOnce_EachLeaseOneInTheirPlace_AndItsEventsHaveNoGap()
    {
        LeaseRequest request = Lasting with { FirstAttempts = claimed => [Attempt("first", claimed.LeaseEpoch)] };
        Guid id = await CreateBatchAsync(items: 14, maxParallel: 8);
        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(request, 20, Token);
        Assert.Equal(8, claimed.Count);

        CommitResult[] results = await Task.WhenAll(claimed.Select((item, index) => Task.Run(() => One(index).CommitAsync(
            item.Lease,
            Delta(item.Execution) with
            {
                Results = [Result("first")],
                Transition = new ExecutionTransition.Succeed(item.Execution.Input),
                NextClaim = request,
            },
            Token))));
        ClaimedExecution[] next =
            [.. results.Select(result => Assert.IsType<CommitResult.Committed>(result).Next).OfType<ClaimedExecution>()];

        // There are six left, for eight places.
        Assert.Equal(6, next.Select(item => item.Execution.Id).Except(claimed.Select(item => item.Execution.Id)).Count());

        foreach (ClaimedExecution item in next)
        {
            Assert.Equal((await Reader.FindAsync(item.Execution.Id, Token))!.Seq, item.Execution.Seq);
            Assert.Equal(await Reader.GetAttemptsAsync(item.Execution.Id, Token), item.Attempts);
            await CommitAsync(item, Delta(item.Execution) with { Transition = new ExecutionTransition.Succeed(item.Execution.Input) });
        }

        Assert.Equal((14, true), ((await Reader.FindBatchAsync(id, Token))!.Counts.Succeeded, await HasEndedAsync(id)));
        IReadOnlyList<ExecutionEvent> events = await Reader.GetEventsAsync(id, 0, 100, Token);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        // Queued, each item's start and end, and the batch's own at the end.
        Assert.Equal((30, ExecutionEvents.BatchEnded), (events.Count, events[^1].Type));
    }

    [Fact]
    public async Task Batch_ThatAFailureStops_WhileItemsEndAtOnce_LeasesNothingMore()
    {
        Guid id = await CreateBatchAsync(items: 12, maxParallel: 6, stop: true);
        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 20, Token);

        await Task.WhenAll(claimed.Select((item, index) => Task.Run(() => One(index).CommitAsync(
            item.Lease,
            Delta(item.Execution) with
            {
                Transition = index == 2
                    ? new ExecutionTransition.Fail(new ExecutionError("x", null, "broken"))
                    : new ExecutionTransition.Succeed(item.Execution.Input),
            },
            Token))));

        BatchRecord batch = (await Reader.FindBatchAsync(id, Token))!;
        Assert.Equal((BatchStatus.Stopped, 5, 1, 6), (batch.Status, batch.Counts.Succeeded, batch.Counts.Failed, batch.Counts.Cancelled));
        Assert.Empty(await Store.ClaimAsync(Lasting, 20, Token));
        Assert.True(await HasEndedAsync(id));
    }

    private async Task<bool> HasEndedAsync(Guid batch) => (await Reader.FindBatchAsync(batch, Token))!.CompletedAt is not null;

    /// <summary>Runs what it gets, one stage and then an end; every fifth fails.</summary>
    private static async Task WorkAsync(IExecutionStore store, int worker, CancellationToken ended)
    {
        for (int run = worker; !ended.IsCancellationRequested; run++)
        {
            LeaseRequest request = Lasting with { MaxClaims = 1_000 };
            var claimed = new Queue<ClaimedExecution>(await store.ClaimAsync(request, 3, Token));

            for (int turn = 0; claimed.TryDequeue(out ClaimedExecution? item); turn++)
            {
                ExecutionTransition transition = run % 5 == 0
                    ? new ExecutionTransition.Fail(new ExecutionError("x", null, "broken"))
                    : new ExecutionTransition.Succeed(item.Execution.Input);
                await store.RenewAsync(item.Lease, TimeSpan.FromMinutes(5), Token);
                ExecutionDelta delta = Delta(item.Execution) with { Transition = transition, NextClaim = turn < 2 ? request : null };

                if (await store.CommitAsync(item.Lease, delta, Token) is CommitResult.Committed { Next: { } next })
                {
                    claimed.Enqueue(next);
                }
            }
        }
    }

    private async Task MeddleAsync(IExecutionStore store, Guid batch)
    {
        for (int round = 0; round < 5; round++)
        {
            IReadOnlyList<ExecutionRecord> queued =
                (await Reader.ListAsync(new ExecutionFilter { BatchId = batch, Status = ExecutionStatus.Queued }, null, 2, Token)).Items;

            foreach (ExecutionRecord item in queued)
            {
                await store.ChangeAsync(item.Id, new ExecutionChange.Cancel("ann", null), Token);
            }

            await store.CancelBatchAsync(batch, "ann", Token);
            await store.ResumeBatchAsync(batch, "ann", Token);
        }
    }
}
