using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>A store whose commits a test breaks, before they are carried out or after.</summary>
internal sealed class BreakableStore(IExecutionStore inner) : IExecutionStore
{
    /// <summary>Called with each delta of a commit; what it throws the engine sees, and nothing is written.</summary>
    public Action<ExecutionDelta> Before { get; set; } = _ => { };

    /// <summary>Called after each commit; what it throws hides the answer.</summary>
    public Action<ExecutionDelta> After { get; set; } = _ => { };

    /// <summary>How often it was asked what there is to run.</summary>
    public int Claims { get; private set; }

    public async Task<CommitResult> CommitAsync(Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken)
    {
        Before(delta);
        CommitResult result = await inner.CommitAsync(lease, delta, cancellationToken);
        After(delta);
        return result;
    }

    public Task<CreateResult> CreateAsync(NewExecution execution, CancellationToken cancellationToken) =>
        inner.CreateAsync(execution, cancellationToken);

    public Task<CreateResult> CreateBatchAsync(NewBatch batch, CancellationToken cancellationToken) =>
        inner.CreateBatchAsync(batch, cancellationToken);

    public Task StageItemsAsync(Guid batchId, int first, ImmutableArray<NewBatchItem> items, CancellationToken cancellationToken) =>
        inner.StageItemsAsync(batchId, first, items, cancellationToken);

    public Task DiscardItemsAsync(Guid batchId, CancellationToken cancellationToken) =>
        inner.DiscardItemsAsync(batchId, cancellationToken);

    public Task<int> PruneStagedItemsAsync(DateTimeOffset stagedBefore, int limit, CancellationToken cancellationToken) =>
        inner.PruneStagedItemsAsync(stagedBefore, limit, cancellationToken);

    public Task<IReadOnlyList<ClaimedExecution>> ClaimAsync(LeaseRequest request, int limit, CancellationToken cancellationToken)
    {
        Claims++;
        return inner.ClaimAsync(request, limit, cancellationToken);
    }

    public Task<long?> RenewAsync(Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken) =>
        inner.RenewAsync(lease, duration, cancellationToken);

    public Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken) =>
        inner.ChangeAsync(id, change, cancellationToken);

    public Task<IReadOnlyList<Guid>?> CancelBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        inner.CancelBatchAsync(id, actor, cancellationToken);

    public Task<IReadOnlyList<Guid>?> ResumeBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        inner.ResumeBatchAsync(id, actor, cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) =>
        inner.PruneAsync(endedBefore, limit, cancellationToken);
}
