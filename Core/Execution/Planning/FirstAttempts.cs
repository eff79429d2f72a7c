using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>What the owner of a new execution begins with, so that it is written with the lease and not in a commit of its own.</summary>
internal static class FirstAttempts
{
    /// <param name="results">Of a fork: what it starts from.</param>
    public static ImmutableArray<StageAttempt> Of(
        Manifest manifest, JsonElement input, ImmutableArray<StageResult> results, ExecutionOptions options, DateTimeOffset now)
    {
        var limits = new PlannerLimits(options.MaxValueBytes, options.MaxExecutionBytes);
        PlannerDecision first = Planner.Next(manifest, input, results, [], limits);
        return
        [
            .. first.Ready.Select(ready => new StageAttempt(ready.Stage.Path, ready.ItemKey, 1, 1) { LeaseEpoch = 1, StartedAt = now }),
        ];
    }
}
