using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>What a stage's end looks like as a result and as an event.</summary>
internal static class StageEvents
{
    public static StageResult ToResult(StageContext stage, int attempts, OperationOutcome outcome, DateTimeOffset now)
    {
        var result = new StageResult
        {
            Path = stage.Path,
            ItemKey = stage.ItemKey,
            Status = StageStatus.Succeeded,
            Attempts = attempts,
            StartedAt = stage.StartedAt,
            CompletedAt = now,
        };
        return outcome switch
        {
            OperationOutcome.Completed completed => result with { Output = completed.Output },
            OperationOutcome.Waiting waiting => result with { Status = StageStatus.Waiting, Output = waiting.Output, CompletedAt = null },
            OperationOutcome.Failed failed =>
                result with { Status = StageStatus.Failed, Error = ErrorOf(failed, EventJson.StageName(stage.Path, stage.ItemKey)) },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
    }

    private static ExecutionError ErrorOf(OperationOutcome.Failed failed, string stage) =>
        new(failed.Code, stage, failed.Detail) { RetryAfter = failed.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null };

    /// <param name="waiting">What the outcome asks of a person.</param>
    public static StageWait ToWait(StageResult result, OperationOutcome.Waiting waiting, DateTimeOffset now) => new(
        result.Path, result.ItemKey, waiting.Reason, waiting.For, now, now + waiting.Deadline?.After,
        waiting.Deadline?.Rule ?? DeadlineRule.Reject);

    /// <param name="wait">Of a stage that waits for a person.</param>
    public static NewEvent Ended(StageResult result, StageWait? wait)
    {
        string stage = EventJson.StageName(result.Path, result.ItemKey);
        string type = result.Status switch
        {
            StageStatus.Succeeded => ExecutionEvents.StageSucceeded,
            StageStatus.Failed => ExecutionEvents.StageFailed,
            StageStatus.Skipped => ExecutionEvents.StageSkipped,
            _ => ExecutionEvents.StageWaiting,
        };

        return EventJson.Of(type, stage, writer =>
        {
            writer.WriteNumber("attempts", result.Attempts);

            if (result is { StartedAt: { } started, CompletedAt: { } completed })
            {
                writer.WriteNumber("duration_ms", Math.Round((completed - started).TotalMilliseconds, 2));
            }

            if (result.Error is { } error)
            {
                writer.WriteString("code", error.Code);
                writer.WriteString("detail", error.Detail);
            }

            if (wait is not null)
            {
                writer.WriteString("reason", wait.Reason);
                writer.WriteString("for", wait.For);

                if (wait.DueAt is { } due)
                {
                    writer.WriteString("due_at", due);
                    writer.WriteString("when_due", wait.WhenDue.ToText());
                }
            }
        });
    }

    public static NewEvent Retrying(StageAttempt next, OperationOutcome.Failed failure, TimeSpan delay) =>
        EventJson.Of(ExecutionEvents.StageRetrying, EventJson.StageName(next.Path, next.ItemKey), writer =>
        {
            writer.WriteNumber("attempt", next.Attempt);
            writer.WriteString("code", failure.Code);
            writer.WriteNumber("delay_ms", (long)delay.TotalMilliseconds);
        });
}
