using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Adapters.Relational.Execution;

internal sealed class BatchRow
{
    public const string Columns = """
        id, workflow_namespace, workflow_name, workflow_version, status, seq, total, max_parallel, stop_on_item_error, max_failures,
        user_id, manifest_hash, created_at, completed_at, priority, items_queued, items_running, items_waiting, items_succeeded,
        items_failed, items_cancelled, items_parked
        """;

    public string Id { get; init; } = "";

    public string WorkflowNamespace { get; init; } = "";

    public string WorkflowName { get; init; } = "";

    public int WorkflowVersion { get; init; }

    public string Status { get; init; } = "";

    public long Seq { get; init; }

    public int Total { get; init; }

    public int MaxParallel { get; init; }

    public bool StopOnItemError { get; init; }

    public int? MaxFailures { get; init; }

    public string? UserId { get; init; }

    public string ManifestHash { get; init; } = "";

    public long CreatedAt { get; init; }

    public long? CompletedAt { get; init; }

    public int Priority { get; init; }

    public int ItemsQueued { get; init; }

    public int ItemsRunning { get; init; }

    public int ItemsWaiting { get; init; }

    public int ItemsSucceeded { get; init; }

    public int ItemsFailed { get; init; }

    public int ItemsCancelled { get; init; }

    public int ItemsParked { get; init; }

    public BatchRecord ToRecord() => new()
    {
        Id = Stored.Id(Id),
        Workflow = new EntryKey(WorkflowNamespace, WorkflowName),
        WorkflowVersion = WorkflowVersion,
        Status = BatchStatuses.Read(Status),
        Seq = Seq,
        Total = Total,
        MaxParallel = MaxParallel,
        StopOnItemError = StopOnItemError,
        MaxFailures = MaxFailures,
        Priority = Priority,
        UserId = UserId,
        ManifestHash = ManifestHash,
        CreatedAt = Stored.Instant(CreatedAt),
        CompletedAt = Stored.Instant(CompletedAt),
        Counts = new BatchCounts(ItemsQueued, ItemsRunning, ItemsWaiting, ItemsSucceeded, ItemsFailed, ItemsCancelled, ItemsParked),
    };
}
