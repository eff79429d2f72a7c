using System.Collections.Immutable;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>
/// The shortest chain that ends in what is wanted: each recipe gets its input from a material or from a recipe before it, and where nothing
/// at hand fits one that makes it is put in front.
/// </summary>
/// <param name="names">Of the choices, as their stages are called.</param>
internal sealed class ChainBuilder(
    SolverDefinition solver, ImmutableArray<string> names, string problem, ImmutableArray<Material> materials, OptionWords options)
{
    /// <summary>Where nothing is at hand a problem of this length may be the text itself.</summary>
    private const int ShortestText = 400;

    private readonly List<Link> _chain = [];

    /// <summary>Null when it would be longer than the solver allows.</summary>
    /// <param name="reasons">For each wanted choice what asks for it.</param>
    public ImmutableArray<PlannedStep>? Build(IReadOnlyDictionary<int, string> reasons)
    {
        _chain.Clear();

        foreach (int choice in reasons.Keys.Order())
        {
            Place(choice, reasons[choice], isWanted: true, reasons.Keys);
        }

        return _chain.Count > solver.MaxChain ? null : [.. _chain.Select(ToStep)];
    }

    private void Place(int choice, string why, bool isWanted, IEnumerable<int> wanted)
    {
        var link = new Link(choice, why, isWanted);
        ImmutableArray<SolverPort> takes = solver.Choices[choice].Takes;
        link.Main = takes.IsEmpty ? null
            : FromMaterial(takes, (port, kind) => kind is not null && port.Kinds.Contains(kind))
            ?? FromChain(takes)
            ?? FromMaterial(takes, (port, _) => port.Kinds.IsEmpty)
            ?? FromMaterial(takes, (_, kind) => kind is null or "other")
            ?? FromPredecessor(takes, choice, wanted)
            ?? FromProblem(takes)
            ?? new StepInput(takes[0].Field, null);
        _chain.Add(link);
    }

    private StepInput? FromMaterial(ImmutableArray<SolverPort> takes, Func<SolverPort, string?, bool> accepts) =>
        (from port in takes
         from material in materials
         where material.Form == port.Form && accepts(port, material.Kind)
         select new StepInput(port.Field, SolverStages.MaterialPrefix + material.Name)).FirstOrDefault();

    private StepInput? FromChain(ImmutableArray<SolverPort> takes)
    {
        foreach (SolverPort port in takes)
        {
            foreach (Link earlier in _chain)
            {
                if (solver.Choices[earlier.Choice].Gives.FirstOrDefault(give => PlanChecker.Fits(give, port)) is { } give)
                {
                    earlier.Gives.Add(give);
                    return new StepInput(port.Field, $"{names[earlier.Choice]}.{give.Field}");
                }
            }
        }

        return null;
    }

    /// <summary>A recipe that nobody asked for, but that can run with what is at hand and makes what is missing.</summary>
    private StepInput? FromPredecessor(ImmutableArray<SolverPort> takes, int choice, IEnumerable<int> wanted)
    {
        for (int other = 0; other < solver.Choices.Length; other++)
        {
            SolverRecipe maker = solver.Choices[other];

            if (other == choice || wanted.Contains(other) || _chain.Exists(link => link.Choice == other)
                || !maker.Gives.Any(give => takes.Any(port => PlanChecker.Fits(give, port)))
                || !maker.Takes.Any(port => materials.Any(material => material.Form == port.Form
                    && (port.Kinds.IsEmpty || (material.Kind is { } kind && port.Kinds.Contains(kind))))))
            {
                continue;
            }

            Place(other, $"Makes what {names[choice]} takes, which is not at hand.", isWanted: false, wanted);
            return FromChain(takes);
        }

        return null;
    }

    private StepInput? FromProblem(ImmutableArray<SolverPort> takes) =>
        materials.IsEmpty && problem.Length >= ShortestText && takes.FirstOrDefault(port => port.Form == MaterialForm.Text) is { } port
            ? new StepInput(port.Field, SolverStages.Problem)
            : null;

    private PlannedStep ToStep(Link link)
    {
        SolverRecipe choice = solver.Choices[link.Choice];
        string? kind = link.Main?.From is { } from && from.StartsWith(SolverStages.MaterialPrefix, StringComparison.Ordinal)
            ? materials.First(material => from == SolverStages.MaterialPrefix + material.Name).Kind
            : null;
        IEnumerable<StepInput> picks = choice.Picks.Select(
            pick => new StepInput(pick.Field, options.Choose(pick, [.. link.Gives.SelectMany(give => give.Kinds)], kind)?.Value));
        return new PlannedStep(link.Choice, link.Why, link.IsWanted, [.. link.Main is null ? [] : (StepInput[])[link.Main], .. picks])
        {
            Gives = [.. link.Gives.Select(give => give.Field)],
        };
    }

    private sealed class Link(int choice, string why, bool isWanted)
    {
        public int Choice => choice;

        public string Why => why;

        public bool IsWanted => isWanted;

        public StepInput? Main { get; set; }

        public HashSet<SolverPort> Gives { get; } = [];
    }
}
