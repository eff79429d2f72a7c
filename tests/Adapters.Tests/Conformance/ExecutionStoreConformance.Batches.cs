using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Batch_WithManyClaimers_NeverRunsMoreThanAllowed()
    {
        Guid id = await CreateBatchAsync(items: 12, maxParallel: 3);
        int ended = 0;

        while (ended < 12)
        {
            IReadOnlyList<ClaimedExecution>[] claims = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(index => Task.Run(() => One(index).ClaimAsync(Lasting, 4, Token))));
            ClaimedExecution[] claimed = [.. claims.SelectMany(claim => claim)];
            Assert.Equal(3, claimed.Length);
            Assert.Equal(3, (await Reader.FindBatchAsync(id, Token))!.Counts.Running);

            foreach (ClaimedExecution item in claimed)
            {
                await CommitAsync(item, Delta(item.Execution) with { Transition = new ExecutionTransition.Succeed(item.Execution.Input) });
                ended++;
            }
        }

        BatchRecord batch = (await Reader.FindBatchAsync(id, Token))!;
        Assert.Equal((BatchStatus.Ended, 12), (batch.Status, batch.Counts.Succeeded));
        Assert.NotNull(batch.CompletedAt);
        ImmutableArray<ExecutionEvent> events = await Reader.GetEventsAsync(id, 0, 100, Token);
        Assert.Equal(Enumerable.Range(1, 26).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        Assert.Equal(ExecutionEvents.BatchEnded, events[^1].Type);
        ExecutionPage<BatchItem> items = (await Reader.ListBatchItemsAsync(id, null, 10, Token))!;
        ExecutionPage<BatchItem> rest = (await Reader.ListBatchItemsAsync(id, items.NextCursor, 10, Token))!;
        Assert.Equal(Enumerable.Range(0, 12), items.Items.Concat(rest.Items).Select(item => item.Index));
        Assert.Equal("""{"index":11}""", rest.Items[^1].Output!.Value.GetRawText());
    }

    [Fact]
    public async Task Batch_TellsWhenItemsStartWaitAndEndWithCounts()
    {
        Guid id = await CreateBatchAsync(items: 2, maxParallel: 1);

        ClaimedExecution first = Assert.Single(await Store.ClaimAsync(Lasting, 2, Token));
        await CommitAsync(first, Delta(first.Execution) with
        {
            Results = [Result("first") with { Status = StageStatus.Waiting }],
            Transition = new ExecutionTransition.Wait()
        });
        ClaimedExecution second = Assert.Single(await Store.ClaimAsync(Lasting, 2, Token));
        await CommitAsync(second, Delta(second.Execution) with { Transition = new ExecutionTransition.Succeed(second.Execution.Input) });
        await Store.ChangeAsync(first.Execution.Id, Approve("first"), Token);
        ClaimedExecution again = Assert.Single(await Store.ClaimAsync(Lasting, 2, Token));
        await CommitAsync(
            again,
            Delta(again.Execution) with { Transition = new ExecutionTransition.Fail(new ExecutionError("timeout", "second", "late")) });

        ImmutableArray<ExecutionEvent> events = await Reader.GetEventsAsync(id, 0, 100, Token);
        Assert.Equal(
            [
                "batch.queued",
                "batch.item_started 0 running: 1 1 0 0 0",
                "batch.item_waiting 0 waiting: 1 0 1 0 0",
                "batch.item_started 1 running: 0 1 1 0 0",
                "batch.item_ended 1 succeeded: 0 0 1 1 0",
                "batch.item_started 0 running: 0 1 0 1 0",
                "batch.item_ended 0 failed: 0 0 0 1 1",
                "batch.ended: 0 0 0 1 1",
            ],
            events.Select(Describe));
        Assert.Equal(Enumerable.Range(1, 8).Select(seq => (long)seq), events.Select(happened => happened.Seq));
    }

    [Fact]
    public async Task Batch_WhenAnItemIsTakenOverFromALostProcess_IsNotToldTwiceThatItStarted()
    {
        Guid id = await CreateBatchAsync(items: 1, maxParallel: 1);

        await Store.ClaimAsync(Expired, 1, Token);
        Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));

        Assert.Equal(
            ["batch.queued", "batch.item_started 0 running: 0 1 0 0 0"], (await Reader.GetEventsAsync(id, 0, 100, Token)).Select(Describe));
    }

    /// <summary>An event of a batch: item and status, then how many are queued, running, waiting, succeeded and failed.</summary>
    [Fact]
    public async Task Commit_OfAnItemsEnd_LeasesWhatComesNextInItsPlace_AndNothingForWhatGoesOn()
    {
        Guid batch = await CreateBatchAsync(items: 3, maxParallel: 1);
        ClaimedExecution first = Assert.Single(await Store.ClaimAsync(Lasting, 5, Token));
        var step = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(
            first.Lease, Delta(first.Execution) with { Results = [Result("first")], NextClaim = Lasting }, Token));
        ExecutionDelta before = End(first.Execution) with { ExpectedSeq = first.Execution.Seq - 1 };
        var outdated = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(first.Lease, before, Token));
        ExecutionRecord now = (await Reader.FindAsync(first.Execution.Id, Token))!;
        var ended = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(first.Lease, End(now), Token));
        var lone = Assert.IsType<CommitResult.Committed>(await CommitNewAsync());

        Assert.Equal((null, true, null, null), (step.Next, outdated.IsBehind, outdated.Next, lone.Next));
        ClaimedExecution next = Assert.IsType<ClaimedExecution>(ended.Next);
        Assert.Equal((batch, 1, ExecutionStatus.Running), (next.Execution.BatchId, next.Execution.BatchIndex, next.Execution.Status));
        Assert.Equal((1, 1, 1), await CountAsync(batch));
        Assert.NotNull(await Store.RenewAsync(next.Lease, TimeSpan.FromMinutes(1), Token));

        static ExecutionDelta End(ExecutionRecord execution) =>
            Delta(execution) with { Transition = new ExecutionTransition.Succeed(execution.Input), NextClaim = Lasting };

        async Task<CommitResult> CommitNewAsync()
        {
            ClaimedExecution own = await ClaimNewAsync(Lasting);
            return await Store.CommitAsync(own.Lease, End(own.Execution), Token);
        }
    }

    private async Task<(int Queued, int Running, int Succeeded)> CountAsync(Guid batch)
    {
        BatchCounts counts = (await Reader.FindBatchAsync(batch, Token))!.Counts;
        return (counts.Queued, counts.Running, counts.Succeeded);
    }

    private static string Describe(ExecutionEvent happened)
    {
        string item = happened.Data.TryGetProperty("index", out JsonElement index)
            ? $" {index.GetInt32()} {happened.Data.GetProperty("status").GetString()}"
            : "";
        return happened.Data.TryGetProperty("counts", out JsonElement counts)
            ? $"{happened.Type}{item}: {string.Join(' ', counts.EnumerateObject().Take(5).Select(count => count.Value.GetInt32()))}"
            : happened.Type;
    }

    [Fact]
    public async Task Batch_WhenAnItemFailsAndMustStop_CancelsWhatHasNotBegun()
    {
        Guid id = await CreateBatchAsync(items: 5, maxParallel: 2, stop: true);
        IReadOnlyList<ClaimedExecution> running = await Store.ClaimAsync(Lasting, 5, Token);

        await CommitAsync(
            running[0],
            Delta(running[0].Execution) with { Transition = new ExecutionTransition.Fail(new ExecutionError("x", null, "broken")) });
        BatchRecord stopped = (await Reader.FindBatchAsync(id, Token))!;
        await CommitAsync(
            running[1], Delta(running[1].Execution) with { Transition = new ExecutionTransition.Succeed(running[1].Execution.Input) });
        BatchRecord ended = (await Reader.FindBatchAsync(id, Token))!;

        Assert.Equal(
            (BatchStatus.Stopped, 1, 3, 1), (stopped.Status, stopped.Counts.Failed, stopped.Counts.Cancelled, stopped.Counts.Running));
        Assert.Null(stopped.CompletedAt);
        Assert.Equal((BatchStatus.Stopped, 1), (ended.Status, ended.Counts.Succeeded));
        Assert.NotNull(ended.CompletedAt);
    }

    /// <summary>One that failed is tried again while others that failed are not: what stopped the batch is still there.</summary>
    [Fact]
    public async Task Batch_WhenAResumedItemSucceeds_BesideOneThatFailed_IsStoppedAgain()
    {
        Guid id = await CreateBatchAsync(items: 2, maxParallel: 2, stop: true);

        foreach (ClaimedExecution item in await Store.ClaimAsync(Lasting, 2, Token))
        {
            await CommitAsync(
                item, Delta(item.Execution) with { Transition = new ExecutionTransition.Fail(new ExecutionError("x", null, "broken")) });
        }

        ExecutionPage<BatchItem> items = await Reader.ListBatchItemsAsync(id, null, 2, Token);
        await Store.ChangeAsync(items.Items[0].ExecutionId, new ExecutionChange.Resume("ann"), Token);
        ClaimedExecution resumed = Assert.Single(await Store.ClaimAsync(Lasting, 2, Token));
        await CommitAsync(
            resumed, Delta(resumed.Execution) with { Transition = new ExecutionTransition.Succeed(resumed.Execution.Input) });
        BatchRecord ended = (await Reader.FindBatchAsync(id, Token))!;

        Assert.Equal((BatchStatus.Stopped, 1, 1), (ended.Status, ended.Counts.Succeeded, ended.Counts.Failed));
        Assert.NotNull(ended.CompletedAt);
        Assert.Equal("batch.ended", (await Reader.GetEventsAsync(id, 0, 100, Token))[^1].Type);
    }

    [Fact]
    public async Task Batch_WithMaxFailures_StopsAfterOneMore()
    {
        Guid id = await CreateBatchAsync(items: 6, maxParallel: 1, maxFailures: 1);

        foreach (BatchStatus expected in new[] { BatchStatus.Running, BatchStatus.Stopped })
        {
            ClaimedExecution item = Assert.Single(await Store.ClaimAsync(Lasting, 6, Token));
            await CommitAsync(
                item, Delta(item.Execution) with { Transition = new ExecutionTransition.Fail(new ExecutionError("x", null, "broken")) });
            Assert.Equal(expected, (await Reader.FindBatchAsync(id, Token))!.Status);
        }

        Assert.Empty(await Store.ClaimAsync(Lasting, 6, Token));
    }

    [Fact]
    public async Task Batch_CancelledAndResumed_RunsWhatHadNotSucceeded()
    {
        Guid id = await CreateBatchAsync(items: 3, maxParallel: 3);
        IReadOnlyList<ClaimedExecution> running = await Store.ClaimAsync(Lasting, 2, Token);
        await CommitAsync(
            running[0], Delta(running[0].Execution) with { Transition = new ExecutionTransition.Succeed(running[0].Execution.Input) });

        IReadOnlyList<Guid>? cancelled = await Store.CancelBatchAsync(id, "ann", Token);
        BatchRecord afterCancel = (await Reader.FindBatchAsync(id, Token))!;
        IReadOnlyList<Guid>? resumed = await Store.ResumeBatchAsync(id, "ann", Token);

        Assert.Equal((2, 2), (cancelled!.Count, resumed!.Count));
        Assert.Equal((BatchStatus.Cancelled, 1, 2), (afterCancel.Status, afterCancel.Counts.Succeeded, afterCancel.Counts.Cancelled));
        Assert.IsType<CommitResult.LeaseLost>(await Store.CommitAsync(running[1].Lease, Delta(running[1].Execution), Token));
        Assert.Equal(BatchStatus.Running, (await Reader.FindBatchAsync(id, Token))!.Status);
        Assert.Equal(2, (await Store.ClaimAsync(Lasting, 5, Token)).Count);
        Assert.Null(await Store.CancelBatchAsync(Guid.CreateVersion7(Now), "ann", Token));
    }
}
