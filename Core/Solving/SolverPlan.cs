using System.Collections.Immutable;

namespace PromptIntel.Core.Solving;

/// <summary>What is done about a problem.</summary>
internal abstract record SolverPlan(Wishes Wishes)
{
    public sealed record Run(Wishes Wishes, ImmutableArray<PlannedStep> Steps) : SolverPlan(Wishes);

    /// <param name="Options">Best first, at least two.</param>
    public sealed record Ask(Wishes Wishes, ImmutableArray<ImmutableArray<PlannedStep>> Options) : SolverPlan(Wishes);

    /// <param name="Nearest">The choice that came nearest; null when none came near.</param>
    public sealed record Refuse(Wishes Wishes, string Reason, int? Nearest) : SolverPlan(Wishes);
}
