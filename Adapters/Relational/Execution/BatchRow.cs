using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Adapters.Relational.Execution;

internal class BatchRow
{
    public const string Columns =
        "id, workflow_namespace, workflow_name, workflow_version, status, seq, total, max_parallel, stop_on_item_error, max_failures, user_id, manifest_hash, created_at, completed_at, priority";

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

    public BatchRecord ToRecord(BatchCounts counts) => new()
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
        Counts = counts,
    };
}

/// <summary>A batch with how many of its items have each status, in one statement.</summary>
internal sealed class CountedBatchRow : BatchRow
{
    public const string Select = $"""
        SELECT {Columns}, c.queued, c.running, c.waiting, c.succeeded, c.failed, c.cancelled, c.parked
        FROM batches b, (
            SELECT COUNT(*) FILTER (WHERE e.status = 'queued') AS queued, COUNT(*) FILTER (WHERE e.status = 'running') AS running,
                COUNT(*) FILTER (WHERE e.status = 'waiting') AS waiting, COUNT(*) FILTER (WHERE e.status = 'succeeded') AS succeeded,
                COUNT(*) FILTER (WHERE e.status = 'failed') AS failed, COUNT(*) FILTER (WHERE e.status = 'cancelled') AS cancelled,
                COUNT(*) FILTER (WHERE e.status = 'parked') AS parked
            FROM executions e WHERE e.batch_id = @batchId) c
        WHERE b.id = @batchId
        """;

    public int Queued { get; init; }

    public int Running { get; init; }

    public int Waiting { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int Cancelled { get; init; }

    public int Parked { get; init; }

    public BatchRecord ToRecord() => ToRecord(new BatchCounts(Queued, Running, Waiting, Succeeded, Failed, Cancelled, Parked));
}
