using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Api.Execution;

/// <summary>From executions and batches to messages. <c>now</c> stands in for an end that is yet to come.</summary>
internal static class ExecutionMapping
{
    public static ExecuteResponse ToExecuteResponse(this ExecutionDetails details, DateTimeOffset now)
    {
        ExecutionRecord execution = details.Execution;
        return new ExecuteResponse(
            Outcome(execution.Status),
            execution.Workflow.Name,
            execution.WorkflowVersion,
            execution.Id,
            Seconds(execution.StartedAt ?? execution.CreatedAt, execution.CompletedAt ?? now),
            details.Stages.Count(
                stage => stage.Result is { Status: StageStatus.Succeeded or StageStatus.Skipped } && stage.ItemKey.Length == 0),
            details.ToStages(),
            execution.Output,
            details.ToArtifacts(),
            execution.Usage.ToItem(),
            details.TraceId)
        {
            Error = execution.Error?.ToItem(),
        };
    }

    public static ExecutionDetailResponse ToDetail(this ExecutionDetails details, DateTimeOffset now) => new(
        details.Execution.ToItem(now),
        details.Execution.Input,
        details.Execution.Output,
        details.Execution.ManifestHash,
        details.Execution.ForkedFrom is { } fork ? new ForkItem(fork.ExecutionId, fork.Stage) : null,
        details.ToStages(),
        [.. details.Attempts.Select(ToItem)],
        details.ToArtifacts());

    public static ExecutionItem ToItem(this ExecutionRecord execution, DateTimeOffset now) => new(
        execution.Id,
        execution.Workflow.Name,
        execution.Workflow.Namespace,
        execution.WorkflowVersion,
        execution.Status.ToText(),
        execution.UserId,
        execution.BatchId,
        execution.CreatedAt,
        execution.StartedAt,
        execution.CompletedAt,
        execution.StartedAt is { } started ? Seconds(started, execution.CompletedAt ?? now) : null,
        execution.Usage.ToItem(),
        execution.Error?.ToItem(),
        execution.TraceParent is { Length: 55 } parent ? parent.Substring(3, 32) : null);

    /// <summary>The status as execute and batch answers word it.</summary>
    public static string Outcome(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => "success",
        ExecutionStatus.Queued => "running",
        _ => status.ToText(),
    };

    public static ErrorItem ToItem(this ExecutionError error) => new(error.Code, error.Stage, error.Detail, error.RetryAfter);

    public static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Round(Math.Max(0, (to - from).TotalSeconds), 3);

    private static List<StageItem> ToStages(this ExecutionDetails details) => [.. details.Stages.Select(stage => new StageItem(
        stage.Path,
        stage.ItemKey,
        stage.Description,
        stage.OperationType,
        stage.Status,
        stage.Attempts,
        stage.StartedAt,
        stage.CompletedAt,
        stage is { StartedAt: { } from, CompletedAt: { } to } ? (to - from).TotalSeconds : null,
        stage.Result?.Output,
        stage.Result?.Error?.ToItem(),
        stage.Usage.ToItem()))];

    private static List<ArtifactItem> ToArtifacts(this ExecutionDetails details) =>
        [.. details.Artifacts.Select(artifact => new ArtifactItem(
            artifact.Name,
            artifact.MediaType,
            $"/api/executions/{details.Execution.Id}/artifacts/{Uri.EscapeDataString(artifact.Name)}",
            artifact.Length,
            artifact.Stage))];

    private static AttemptItem ToItem(StageAttempt attempt) => new(
        attempt.Path, attempt.ItemKey, attempt.Attempt, attempt.Call, attempt.StartedAt, attempt.CompletedAt, attempt.Model, attempt.Prompt,
        attempt.Tool, attempt.Usage.ToItem(), attempt.ErrorCode);

    public static UsageItem ToItem(this ExecutionUsage usage) => new(usage.InputTokens, usage.OutputTokens, usage.CostUsd);

    public static BatchItemResponse ToItem(this BatchRecord batch, DateTimeOffset now)
    {
        BatchCounts counts = batch.Counts;
        return new BatchItemResponse(
            batch.Id,
            batch.Workflow.Name,
            batch.Workflow.Namespace,
            batch.WorkflowVersion,
            batch.Status.ToText(),
            batch.Total,
            batch.MaxParallel,
            batch.Priority,
            new BatchCountsItem(
                counts.Queued, counts.Running, counts.Waiting, counts.Succeeded, counts.Failed, counts.Cancelled, counts.Parked),
            batch.UserId,
            batch.CreatedAt,
            batch.CompletedAt,
            Seconds(batch.CreatedAt, batch.CompletedAt ?? now));
    }

    public static BatchProgressItem ToItem(this BatchProgress progress) => new(
        progress.Done, progress.Left, progress.PerMinute, progress.Remaining is { } left ? Math.Round(left.TotalSeconds, 1) : null);

    public static BatchResultItem ToItem(this BatchItem item) =>
        new(item.Index, Outcome(item.Status), item.ExecutionId) { Output = item.Output, Error = item.Error?.ToItem() };

    /// <summary>The whole batch in one word, as the contract has it.</summary>
    public static string Outcome(BatchRecord batch) => batch.Counts switch
    {
        { Queued: > 0 } or { Running: > 0 } => "running",
        { Waiting: > 0 } => "waiting",
        var counts when counts.Succeeded == batch.Total => "success",
        { Succeeded: > 0 } => "partial",
        _ => "failed",
    };
}
