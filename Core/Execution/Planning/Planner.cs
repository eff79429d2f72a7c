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
    public static PlannerDecision Next(Manifest manifest, JsonElement input, IReadOnlyCollection<StageResult> results, IReadOnlyCollection<(string Path, string ItemKey)> running) =>
        new PlannerPass(new PlannerFacts(PlannerIndex.For(manifest), results, running)).Decide(PlannerIndex.For(manifest).Root, input);
}
