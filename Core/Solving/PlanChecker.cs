using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>
/// Whether a chain is one of this solver, for this problem and these materials: one rule for whoever planned it. Immutable, a pure function
/// of its arguments.
/// </summary>
/// <param name="names">Of the choices, as their stages are called.</param>
internal sealed class PlanChecker(SolverDefinition solver, ImmutableArray<string> names, ImmutableArray<Material> materials)
{
    /// <summary>What is wrong with the chain; null when it can be run, or lacks nothing but what is named as missing.</summary>
    public string? FaultIn(ImmutableArray<PlannedStep> steps)
    {
        if (steps.Length == 0 || steps.Length > solver.MaxChain)
        {
            return $"it has {steps.Length} recipes; 1 to {solver.MaxChain} may be chained";
        }

        for (int index = 0; index < steps.Length; index++)
        {
            PlannedStep step = steps[index];
            string? fault = steps.Take(index).Any(earlier => earlier.Choice == step.Choice)
                ? "is chosen twice"
                : FaultIn(step, steps.AsSpan(0, index));

            if (fault is not null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"recipe {index + 1}, {names[step.Choice]}, {fault}");
            }
        }

        return null;
    }

    private string? FaultIn(PlannedStep step, ReadOnlySpan<PlannedStep> before)
    {
        SolverRecipe recipe = solver.Choices[step.Choice];

        if (step.Inputs.GroupBy(input => input.Input, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return $"takes '{twice.Key}' twice";
        }

        int mains = 0;

        foreach (StepInput input in step.Inputs)
        {
            SolverPort? port = recipe.Takes.FirstOrDefault(one => one.Field == input.Input);
            SolverPick? pick = recipe.Picks.FirstOrDefault(one => one.Field == input.Input);
            mains += port is null ? 0 : 1;

            if (port is null && pick is null)
            {
                return $"has no input '{input.Input}' that is filled here";
            }

            if (input.From is { } from
                && !(port is null ? pick!.Options.Any(option => option.Value == from) : IsSource(from, port, before)))
            {
                return $"cannot take '{input.Input}' from what was named";
            }
        }

        return recipe.Takes.IsEmpty || mains == 1 ? null : $"takes {mains} of the inputs of which it takes one";
    }

    private bool IsSource(string from, SolverPort port, ReadOnlySpan<PlannedStep> before)
    {
        if (from == SolverStages.Problem)
        {
            return port.Form == MaterialForm.Text;
        }

        if (from.StartsWith(SolverStages.MaterialPrefix, StringComparison.Ordinal))
        {
            // What nothing tells the kind of may be anything; the recipe sees for itself.
            return materials.Any(material => from.AsSpan(SolverStages.MaterialPrefix.Length).SequenceEqual(material.Name)
                && material.Form == port.Form
                && (port.Kinds.IsEmpty || material.Kind is null or "other" || port.Kinds.Contains(material.Kind)));
        }

        foreach (PlannedStep step in before)
        {
            if (solver.Choices[step.Choice].Gives.Any(give => from == $"{names[step.Choice]}.{give.Field}" && Fits(give, port)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an output is what an input takes.</summary>
    public static bool Fits(SolverPort give, SolverPort take) =>
        give.Form == take.Form && (take.Kinds.IsEmpty || give.Kinds.Any(kind => take.Kinds.Contains(kind)));
}
