using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Staged_IsSeenAndClaimedByNobody_UntilItsBatchIsCreated()
    {
        NewBatch batch = Staged(NewId(), 3);
        await Store.StageItemsAsync(batch.Id, 0, Items(0, 2), Token);
        await Store.StageItemsAsync(batch.Id, 2, Items(2, 1), Token);

        Assert.Empty(await Store.ClaimAsync(Lasting, 10, Token));
        Assert.Null(await Reader.FindBatchAsync(batch.Id, Token));
        Assert.IsType<CreateResult.Created>(await Store.CreateBatchAsync(batch, Token));

        IReadOnlyList<ClaimedExecution> claimed = await Store.ClaimAsync(Lasting, 10, Token);
        Assert.Equal([0, 1, 2], claimed.Select(item => item.Execution.BatchIndex!.Value));
        Assert.Equal(
            ["""{"index":0}""", """{"index":1}""", """{"index":2}"""], claimed.Select(item => item.Execution.Input.GetRawText()));
        Assert.Equal(("ann", Manifest.Hash), (claimed[0].Execution.UserId, claimed[0].Execution.ManifestHash));
        Assert.Equal([ExecutionEvents.Queued, ExecutionEvents.Started], (await EventTypesAsync(claimed[0].Execution.Id)).Take(2));
        Assert.Equal((3, 3), (await Reader.FindBatchAsync(batch.Id, Token)) is { } found ? (found.Total, found.Counts.Running) : default);
        Assert.Equal(0, await Store.PruneStagedItemsAsync(DateTimeOffset.MaxValue, 10, Token));
    }

    [Fact]
    public async Task Staged_WhenSomeAreMissing_GivesNoBatch()
    {
        NewBatch batch = Staged(NewId(), 3) with { IdempotencyKey = new IdempotencyKey("ann", NewId().ToString(), "body") };
        await Store.StageItemsAsync(batch.Id, 0, Items(0, 2), Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CreateBatchAsync(batch, Token));
        Assert.Null(await Reader.FindBatchAsync(batch.Id, Token));
        Assert.Empty(await Store.ClaimAsync(Lasting, 10, Token));
        await Store.StageItemsAsync(batch.Id, 2, Items(2, 1), Token);
        Assert.IsType<CreateResult.Created>(await Store.CreateBatchAsync(batch, Token));
    }

    [Fact]
    public async Task Staged_WhenTheKeyWasUsed_IsTheFirstBatch()
    {
        var key = new IdempotencyKey("ann", NewId().ToString(), "body");
        NewBatch first = Staged(NewId(), 1) with { IdempotencyKey = key };
        NewBatch second = Staged(NewId(), 1) with { IdempotencyKey = key };
        await Store.StageItemsAsync(first.Id, 0, Items(0, 1), Token);
        await Store.StageItemsAsync(second.Id, 0, Items(0, 1), Token);

        await Store.CreateBatchAsync(first, Token);

        Assert.Equal(new CreateResult.Existing(first.Id), await Store.CreateBatchAsync(second, Token));
        Assert.IsType<CreateResult.KeyReused>(
            await Store.CreateBatchAsync(second with { IdempotencyKey = key with { BodyHash = "other" } }, Token));
        Assert.Null(await Reader.FindBatchAsync(second.Id, Token));
    }

    [Fact]
    public async Task Staged_IsForgotten_WhenDiscardedOrLeftBehind()
    {
        (Guid discarded, Guid left) = (NewId(), NewId());
        await Store.StageItemsAsync(discarded, 0, Items(0, 2), Token);
        await Store.StageItemsAsync(left, 0, Items(0, 3), Token);

        await Store.DiscardItemsAsync(discarded, Token);
        await Store.DiscardItemsAsync(NewId(), Token);

        Assert.Equal(0, await Store.PruneStagedItemsAsync(DateTimeOffset.UnixEpoch, 10, Token));
        Assert.Equal(2, await Store.PruneStagedItemsAsync(DateTimeOffset.MaxValue, 2, Token));
        Assert.Equal(1, await Store.PruneStagedItemsAsync(DateTimeOffset.MaxValue, 2, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CreateBatchAsync(Staged(discarded, 2), Token));
    }

    private static NewBatch Staged(Guid id, int items) =>
        new() { Id = id, Manifest = Manifest, StagedItems = items, CreatedAt = Now, MaxParallel = 10, UserId = "ann" };

    private static ImmutableArray<NewBatchItem> Items(int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(index => new NewBatchItem(NewId(), JsonElement.Parse($$"""{"index":{{index}}}"""))),
    ];
}
