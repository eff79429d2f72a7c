using System.Collections.Immutable;

namespace PromptIntel.Core.Solving;

/// <summary>One recipe of a chain, as a place among the choices of the solver.</summary>
/// <param name="Why">Which part of the problem it solves, or what it makes for which other.</param>
/// <param name="IsWanted">False for one that only prepares another.</param>
internal sealed record PlannedStep(int Choice, string Why, bool IsWanted, ImmutableArray<StepInput> Inputs)
{
    /// <summary>Outputs that a later recipe takes.</summary>
    public ImmutableArray<string> Gives { get; init; } = [];

    /// <summary>Whether what it works on is at hand, or made before it.</summary>
    public bool HasMaterial => Inputs.IsEmpty || Inputs[0].From is not null;
}

/// <param name="From">As the plan says it; null when it is not there yet.</param>
internal sealed record StepInput(string Input, string? From);
