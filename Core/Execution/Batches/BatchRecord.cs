using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Execution.Batches;

/// <summary>Many inputs for one workflow, pinned once; its items are executions.</summary>
public sealed record BatchRecord
{
    public required Guid Id { get; init; }

    public required EntryKey Workflow { get; init; }

    public required int WorkflowVersion { get; init; }

    public required BatchStatus Status { get; init; }

    /// <summary>Number of the last event.</summary>
    public long Seq { get; init; }

    public required int Total { get; init; }

    /// <summary>Items that may run at the same time, over all processes.</summary>
    public required int MaxParallel { get; init; }

    public bool StopOnItemError { get; init; }

    /// <summary>More failed items than this stop the batch; null allows any number.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>Its weight when more waits than there is room for; see <see cref="ClaimShares"/>.</summary>
    public int Priority { get; init; } = ClaimShares.DefaultPriority;

    public string? UserId { get; init; }

    public required string ManifestHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public BatchCounts Counts { get; init; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>Written in lower case.</summary>
public enum BatchStatus
{
    Running,

    /// <summary>Every item has ended.</summary>
    Ended,

    /// <summary>An item's failure stopped it; items that had not begun were cancelled.</summary>
    Stopped,

    Cancelled,
}

/// <summary>Items by the status of their execution.</summary>
public sealed record BatchCounts(int Queued, int Running, int Waiting, int Succeeded, int Failed, int Cancelled, int Parked)
{
    public int Ended => Succeeded + Failed + Cancelled + Parked;
}

/// <summary>One item. Output and error as the execution's.</summary>
public sealed record BatchItem(int Index, Guid ExecutionId, ExecutionStatus Status, JsonElement? Output, ExecutionError? Error);

public static class BatchStatuses
{
    private static readonly StoredNames<BatchStatus> Names = new();

    public static string ToText(this BatchStatus status) => Names.Of(status);

    /// <inheritdoc cref="StoredNames{T}.Parse"/>
    public static BatchStatus Read(string text) => Names.Parse(text);
}
