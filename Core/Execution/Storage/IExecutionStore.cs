using System.Collections.Immutable;

using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>
/// Writes of executions. Every method is one transaction: all of it or nothing, durable when the task has ended well; a
/// cancellation before that leaves nothing behind. Whatever races is decided by the store, never by an earlier read. Events of an
/// execution are numbered here, without gaps, in the order of commits. Safe for concurrent use, also by several processes.
/// </summary>
public interface IExecutionStore
{
    /// <summary>Inserts an execution, its manifest unless known, and its idempotency key; a unique index decides who was first.</summary>
    Task<CreateResult> CreateAsync(NewExecution execution, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="CreateAsync"/>, for a batch with all its items: those that it holds, or those that were staged for it, which are then
    /// staged no longer. When not as many are staged as it says it throws, and there is no batch.
    /// </summary>
    Task<CreateResult> CreateBatchAsync(NewBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps inputs of a batch that is yet to be created, from the index <paramref name="first"/> on, so that nobody has to hold them all.
    /// Nothing sees or claims them before. By one caller, in order.
    /// </summary>
    Task StageItemsAsync(Guid batchId, int first, ImmutableArray<NewBatchItem> items, CancellationToken cancellationToken);

    /// <summary>Forgets what was staged for a batch; nothing when that is nothing.</summary>
    Task DiscardItemsAsync(Guid batchId, CancellationToken cancellationToken);

    /// <summary>Forgets up to <paramref name="limit"/> items staged before an instant, whose batch never came. Gives how many.</summary>
    Task<int> PruneStagedItemsAsync(DateTimeOffset stagedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Leases up to <paramref name="limit"/> executions whose lease has expired by the store's clock, and then those that are queued: as
    /// many of each batch, and of those without one, as <see cref="Batches.ClaimShares"/> says, oldest first. Raises epoch and claims of
    /// each; one that was claimed too often is parked in the same statement instead. Never takes more items of a batch than its
    /// <c>max_parallel</c> leaves room for. What begins from nothing has its first attempts inserted with the lease. Empty when there is
    /// nothing to do.
    /// </summary>
    Task<IReadOnlyList<ClaimedExecution>> ClaimAsync(LeaseRequest request, int limit, CancellationToken cancellationToken);

    /// <summary>Extends a lease by its full duration; gives the execution's seq, or null when the lease is lost.</summary>
    Task<long?> RenewAsync(Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// The one write of a lease's owner. It first takes the fence (epoch unchanged, status running); without it nothing at all is
    /// written.
    /// </summary>
    Task<CommitResult> CommitAsync(Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken);

    /// <summary>A change from outside the lease, under the execution's row lock.</summary>
    Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken);

    /// <summary>Cancels every item that has not ended; the ids changed, or null when there is no such batch.</summary>
    Task<IReadOnlyList<Guid>?> CancelBatchAsync(Guid id, string? actor, CancellationToken cancellationToken);

    /// <summary>Queues failed, cancelled and parked items again; the ids changed, or null when there is no such batch.</summary>
    Task<IReadOnlyList<Guid>?> ResumeBatchAsync(Guid id, string? actor, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes up to <paramref name="limit"/> executions that ended before <paramref name="endedBefore"/> with all that hangs on
    /// them, then manifests, blobs and batches that nothing refers to. Gives the number of executions deleted.
    /// </summary>
    Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken);
}
