using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>What a transition writes into the execution's row, decided once for every store.</summary>
public sealed record TransitionPlan(ExecutionStatus Status, JsonElement? Output, ExecutionError? Error, NewEvent Event)
{
    public static TransitionPlan For(ExecutionTransition transition) => transition switch
    {
        ExecutionTransition.Succeed succeed =>
            new(ExecutionStatus.Succeeded, succeed.Output, null, EventJson.Plain(ExecutionEvents.Succeeded)),
        ExecutionTransition.Fail fail =>
            new(ExecutionStatus.Failed, null, fail.Error, EventJson.Failure(ExecutionEvents.Failed, null, fail.Error)),
        ExecutionTransition.Park park =>
            new(ExecutionStatus.Parked, null, park.Error, EventJson.Failure(ExecutionEvents.Parked, null, park.Error)),
        ExecutionTransition.Wait => new(ExecutionStatus.Waiting, null, null, EventJson.Plain(ExecutionEvents.Waiting)),
        ExecutionTransition.Release => new(ExecutionStatus.Queued, null, null, EventJson.Plain(ExecutionEvents.Released)),
        _ => throw new ArgumentOutOfRangeException(nameof(transition)),
    };

    /// <summary>Why a claim parks instead of leasing.</summary>
    public static ExecutionError TooManyClaims(int claims) =>
        new(
            ErrorCodes.ClaimedTooOften,
            null,
            $"It was claimed {claims} times without completing a stage; the processes that ran it were lost.");
}
