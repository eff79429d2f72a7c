using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

/// <summary>What to do next, as a pure function of manifest, input, committed results and what runs here already.</summary>
/// <param name="Ready">To start now; respects <c>for_each</c> limits and leaves out what is running.</param>
/// <param name="Ended">
/// Results to commit without running anything: stages skipped by <c>when</c>, sub-recipes that ended, the aggregates of <c>for_each</c>.
/// <paramref name="Ready"/> and <paramref name="State"/> already count on them. They carry no times.
/// </param>
public sealed record PlannerDecision(ImmutableArray<StageInvocation> Ready, ImmutableArray<StageResult> Ended, PlannerState State);

/// <param name="Input">Settings and <c>with</c> merged, wires resolved.</param>
public sealed record StageInvocation(PlannedStage Stage, string ItemKey, JsonElement Input);

public abstract record PlannerState
{
    private PlannerState()
    {
    }

    /// <summary>Something is ready or running.</summary>
    public sealed record Running : PlannerState;

    /// <summary>Nothing can go on before a person answers.</summary>
    public sealed record Waiting : PlannerState;

    public sealed record Succeeded(JsonElement Output) : PlannerState;

    public sealed record Failed(ExecutionError Error) : PlannerState;
}
