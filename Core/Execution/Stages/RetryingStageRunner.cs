using System.Diagnostics;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>Calls again, after a growing pause with jitter, where the stage's policy names the kind of failure. Each retry is recorded first.</summary>
internal sealed class RetryingStageRunner(IStageRunner inner, Random random) : IStageRunner
{
    private readonly Lock _lock = new();

    public async Task<OperationOutcome> RunAsync(StageCall call, CancellationToken cancellationToken)
    {
        RetryPolicy policy = call.Stage.Retry;

        for (int tried = 1; ; tried++)
        {
            OperationOutcome outcome = await (tried == 1 ? inner.RunAsync(call, cancellationToken) : RunAgainAsync(call, cancellationToken));

            if (outcome is not OperationOutcome.Failed failed || tried >= policy.Attempts || !policy.On.Contains(failed.Kind))
            {
                return outcome;
            }

            TimeSpan delay = Delay(policy, tried, call.RetryAfter);
            ExecutionTelemetry.Retrying(call, failed, delay);
            call.Attempt = await call.Run.BeginRetryAsync(call, failed, delay);
            call.RetryAfter = null;
            call.Ledger.BeginAttempt();
            await Task.Delay(delay, call.Time, cancellationToken);
            call.AttemptStartedAt = call.Time.GetUtcNow();
        }
    }

    private async Task<OperationOutcome> RunAgainAsync(StageCall call, CancellationToken cancellationToken)
    {
        using Activity? attempt = ExecutionTelemetry.StartAttempt(call);
        OperationOutcome outcome = await inner.RunAsync(call, cancellationToken);
        ExecutionTelemetry.Fail(attempt, (outcome as OperationOutcome.Failed)?.Code);
        return outcome;
    }

    /// <summary>Doubles up to the maximum, half of it by chance so that many do not come back at once; never sooner than the endpoint asked.</summary>
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
