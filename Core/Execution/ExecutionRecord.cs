using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Execution;

/// <summary>
/// One run of a workflow as the store has it. The row is the truth; everything else about the run hangs on it. (Not called
/// Execution, which every namespace here already is.)
/// </summary>
public sealed record ExecutionRecord
{
    /// <summary>A UUIDv7: ordered by time of creation.</summary>
    public required Guid Id { get; init; }

    public required EntryKey Workflow { get; init; }

    public required int WorkflowVersion { get; init; }

    public required ExecutionStatus Status { get; init; }

    /// <summary>Number of the last event; rises with every committed change.</summary>
    public long Seq { get; init; }

    /// <summary>The fence: a writer with another epoch writes nothing.</summary>
    public long LeaseEpoch { get; init; }

    /// <summary>How often it was claimed since a stage was last committed.</summary>
    public int Claims { get; init; }

    public required JsonElement Input { get; init; }

    /// <summary>Set when it succeeded.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Set when it failed or was parked.</summary>
    public ExecutionError? Error { get; init; }

    public string? UserId { get; init; }

    public Guid? BatchId { get; init; }

    /// <summary>Position in the batch, from 0.</summary>
    public int? BatchIndex { get; init; }

    public required string ManifestHash { get; init; }

    /// <summary>W3C traceparent of whoever started it; null when nobody traced.</summary>
    public string? TraceParent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First claim.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public ExecutionUsage Usage { get; init; } = ExecutionUsage.None;

    public ExecutionBudget? Budget { get; init; }

    /// <summary>For model calls whose end is not recorded; counted against the budget.</summary>
    public Reservation Reserved { get; init; }

    /// <summary>The execution whose results it started from, and the first stage that ran anew.</summary>
    public ForkOrigin? ForkedFrom { get; init; }

    /// <summary>A demonstration aid: waited before each stage's result is committed.</summary>
    public TimeSpan StageDelay { get; init; }
}

public sealed record ForkOrigin(Guid ExecutionId, string Stage);
