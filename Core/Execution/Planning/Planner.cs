using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// Decides what an execution does next, as a pure function: the same arguments give the same decision in any process. It never asks
/// for a stage that has a result or is running. A stage is skipped only by its own <c>when</c>; whoever needs a skipped stage runs and
/// sees null for its output. After a failure nothing new starts, what runs is waited for, then the execution has failed.
/// </summary>
public static class Planner
{
    /// <param name="results">All committed results of the execution, in any order.</param>
    /// <param name="running">What was started and has no result yet.</param>
    /// <param name="limits">What a value, and the inputs of what is ready, may hold; null for the defaults.</param>
    public static PlannerDecision Next(
        Manifest manifest,
        JsonElement input,
        IReadOnlyCollection<StageResult> results,
        IReadOnlyCollection<(string Path, string ItemKey)> running,
        PlannerLimits? limits = null)
    {
        PlannerIndex index = PlannerIndex.For(ChosenChain.In(manifest, input, results));
        return new PlannerPass(new PlannerFacts(index, results, running), limits ?? PlannerLimits.Default).Decide(
            index.Root, index.Defaults?.Fill(input) ?? input);
    }
}

/// <summary>How much a plan may hold, in bytes of JSON.</summary>
/// <param name="ValueBytes">One value: the input of a stage, the aggregate of a <c>for_each</c>, the output of a recipe.</param>
/// <param name="ReadyBytes">The inputs of all that is ready; what goes beyond is ready later. Something is ready
/// whenever nothing runs.</param>
public sealed record PlannerLimits(int ValueBytes, long ReadyBytes)
{
    public static PlannerLimits Default { get; } = new(ExecutionOptions.DefaultMaxValueBytes, ExecutionOptions.DefaultMaxExecutionBytes);
}
