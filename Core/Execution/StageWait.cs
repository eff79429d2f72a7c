using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

/// <summary>What a waiting stage asks; kept until it is answered.</summary>
/// <param name="Reason">In one sentence: why it waits, and what is asked.</param>
/// <param name="For">Who should answer; null for anybody who may.</param>
/// <param name="DueAt">When <paramref name="WhenDue"/> answers in a person's place; null for never.</param>
public sealed record StageWait(
    string Path, string ItemKey, string Reason, string? For, DateTimeOffset Since, DateTimeOffset? DueAt, DeadlineRule WhenDue);

/// <summary>A waiting stage of an execution that has not ended.</summary>
public sealed record WaitingStage(Guid ExecutionId, EntryKey Workflow, int WorkflowVersion, string? UserId, StageWait Wait);

/// <summary>Which waiting stages a list shows; null is no condition.</summary>
public sealed record WaitingFilter
{
    public Guid? ExecutionId { get; init; }

    /// <inheritdoc cref="ExecutionFilter.Workflow"/>
    public string? Workflow { get; init; }

    public string? UserId { get; init; }

    public string? For { get; init; }

    /// <summary>Due at or before.</summary>
    public DateTimeOffset? DueBy { get; init; }
}

/// <summary>The place in a list of waiting stages behind one of them.</summary>
public sealed record WaitingCursor(Guid ExecutionId, string Path, string ItemKey)
{
    /// <summary>Null for a text that is none.</summary>
    public static WaitingCursor? TryParse(string? text) =>
        text?.Split(':', 3) is [var id, var item, var path] && Guid.TryParse(id, out Guid execution) ? new(execution, path, item) : null;

    public static WaitingCursor Of(WaitingStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new(stage.ExecutionId, stage.Wait.Path, stage.Wait.ItemKey);
    }

    public override string ToString() => $"{ExecutionId}:{ItemKey}:{Path}";
}
