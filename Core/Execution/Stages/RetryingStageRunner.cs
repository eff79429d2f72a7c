using System.Diagnostics;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// Calls again, after a growing pause with jitter, where the stage's policy names the kind of failure. Each retry is recorded first.
/// Whoever asks for a longer pause than the stage itself may take is not waited for: the failure says when to come back.
/// </summary>
internal sealed class RetryingStageRunner(IStageRunner inner, Random random) : IStageRunner
{
    private readonly Lock _lock = new();

    public async Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        RetryPolicy policy = stage.Stage.Retry;

        for (int tried = 1; ; tried++)
        {
            OperationOutcome outcome = await (tried == 1
                ? inner.RunAsync(stage, journal, cancellationToken)
                : RunAgainAsync(stage, journal, cancellationToken));

            if (outcome is not OperationOutcome.Failed failed || tried >= policy.Attempts || !policy.On.Contains(failed.Kind)
                || failed.RetryAfter > stage.Stage.Timeout)
            {
                return outcome;
            }

            TimeSpan delay = Delay(policy, tried, failed.RetryAfter);
            ExecutionTelemetry.Retrying(stage, failed, delay);
            await journal.RecordRetryAsync(failed, delay);
            await Task.Delay(delay, stage.Time, cancellationToken);
            journal.BeginAttempt();
        }
    }

    private async Task<OperationOutcome> RunAgainAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        using Activity? attempt = ExecutionTelemetry.StartAttempt(stage, journal.Attempt);
        OperationOutcome outcome = await inner.RunAsync(stage, journal, cancellationToken);
        ExecutionTelemetry.Fail(attempt, (outcome as OperationOutcome.Failed)?.Code);
        return outcome;
    }

    /// <summary>
    /// Doubles up to the maximum, half of it by chance so that many do not come back at once; never sooner than the endpoint asked.
    /// </summary>
    private TimeSpan Delay(RetryPolicy policy, int tried, TimeSpan? retryAfter)
    {
        double factor = Math.Pow(2, Math.Min(tried - 1, 30));
        TimeSpan full = TimeSpan.FromMilliseconds(Math.Min(policy.Backoff.TotalMilliseconds * factor, policy.MaxBackoff.TotalMilliseconds));
        double chance;

        lock (_lock)
        {
            chance = random.NextDouble();
        }

        TimeSpan jittered = full * (0.5 + (chance / 2));
        return retryAfter > jittered ? retryAfter.Value : jittered;
    }
}
