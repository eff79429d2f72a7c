using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Adapters.Relational.Execution;

internal sealed class BatchRow
{
    public const string Columns =
        "id, workflow_namespace, workflow_name, workflow_version, status, seq, total, max_parallel, stop_on_item_error, max_failures, user_id, manifest_hash, created_at, completed_at";

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

    public BatchRecord ToRecord(BatchCounts counts) => new()
    {
        Id = Stored.Id(Id),
        Workflow = new EntryKey(WorkflowNamespace, WorkflowName),
        WorkflowVersion = WorkflowVersion,
        Status = Texts.BatchStatus(Status),
        Seq = Seq,
        Total = Total,
        MaxParallel = MaxParallel,
        StopOnItemError = StopOnItemError,
        MaxFailures = MaxFailures,
        UserId = UserId,
        ManifestHash = ManifestHash,
        CreatedAt = Stored.Instant(CreatedAt),
        CompletedAt = Stored.Instant(CompletedAt),
        Counts = counts,
    };
}
