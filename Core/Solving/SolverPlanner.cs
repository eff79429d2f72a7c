using System.Collections.Immutable;

using PromptIntel.Core.Storage;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>
/// Plans by rules: the words of the problem say what is wanted, the materials how to get there. Immutable, a pure function of its
/// arguments, safe for concurrent use.
/// </summary>
/// <param name="names">Of the choices, in the order of the definition.</param>
internal sealed class SolverPlanner(SolverDefinition solver, ImmutableArray<string> names)
{
    private const int MostOptions = 4;

    /// <summary>Less than this is not near to anything.</summary>
    private const double LeastNear = 0.42;

    /// <summary>What is less apart than this is as near as the other.</summary>
    private const double Apart = 0.1;

    /// <summary>How many times nearer generalities must be to one recipe than to another.</summary>
    private const double FarNearer = 2;

    /// <summary>From here on the words are plain whatever is at hand.</summary>
    private const double Plain = 0.9;

    /// <summary>What is read of a problem, and of the names of materials.</summary>
    private const int MostRead = 20_000;

    private readonly WishReader _wishes = new(solver);
    private readonly Dictionary<SolverPick, Phrasebook> _picks = OptionWords.PhrasesOf(solver);

    /// <param name="problem">Null when only materials are given.</param>
    public SolverPlan Plan(string? problem, ImmutableArray<Material> materials)
    {
        problem = problem is null ? null : StorableText.Beginning(problem, MostRead);
        Wishes wishes = problem is null
            ? new Wishes([.. solver.Choices.Select(_ => Wish.None)], [], IsVague: true, IsOutside: false, IsOpen: false)
            : _wishes.Read(problem);
        string said = $"{problem}\n{StorableText.Beginning(string.Join('\n', materials.Select(material => material.Name)), MostRead)}";
        var chains = new ChainBuilder(solver, names, problem ?? "", materials, new OptionWords(said, _picks));

        if (wishes.IsOpen && Open(wishes, materials, chains) is { Length: > 1 } open)
        {
            return new SolverPlan.Ask(wishes, open);
        }

        wishes = wishes with { Wanted = Feasible(wishes, materials, chains) };

        if (!wishes.Wanted.IsEmpty)
        {
            return chains.Build(Reasons(wishes, wishes.Wanted)) is { } steps
                ? new SolverPlan.Run(wishes, steps)
                : new SolverPlan.Refuse(
                    wishes, $"It asks for more than the {solver.MaxChain} recipes that may be chained.", wishes.Wanted[0]);
        }

        if (wishes.IsOutside || !wishes.IsVague)
        {
            return Guess(wishes, materials) is { } guess && chains.Build(Reasons(wishes, [guess])) is { } likely
                ? new SolverPlan.Run(wishes with { Wanted = [guess] }, likely)
                : AsNear(wishes, materials, chains, Apart, wish => wish.IsPlain) is { Length: > 1 } asNear
                    ? new SolverPlan.Ask(wishes, asNear)
                : Refuse(wishes);
        }

        ImmutableArray<ImmutableArray<PlannedStep>> options =
            [.. Callers(materials).Take(MostOptions).Select(choice => chains.Build(new Dictionary<int, string>
            {
                [choice] = "What is at hand is what it takes.",
            })).OfType<ImmutableArray<PlannedStep>>()];
        return options switch
        {
            [] => new SolverPlan.Refuse(wishes, "It does not say what is wanted, and nothing is at hand that says so itself.", null),
            [var only] => new SolverPlan.Run(wishes, only),
            _ => new SolverPlan.Ask(wishes, options),
        };
    }

    /// <summary>
    /// Of what the words ask for, what can be done with what is at hand: words alone are taken for a wish only when they are plain and
    /// nothing else is wanted.
    /// </summary>
    private static ImmutableArray<int> Feasible(Wishes wishes, ImmutableArray<Material> materials, ChainBuilder chains)
    {
        if (materials.IsEmpty || chains.Build(Reasons(wishes, wishes.Wanted)) is not { } steps)
        {
            return wishes.Wanted;
        }

        int[] able = [.. steps.Where(step => step.IsWanted && step.HasMaterial).Select(step => step.Choice)];
        return able.Length > 0 ? [.. able] : [.. wishes.Wanted.Where(choice => wishes.Recipes[choice].Score >= Plain)];
    }

    /// <summary>
    /// Of the recipes that take what is at hand, the one that the words come clearly nearest to; null when none comes near, or two do.
    /// Generalities alone speak only for a recipe that is made for this kind, and only where they come far nearer to it.
    /// </summary>
    private int? Guess(Wishes wishes, ImmutableArray<Material> materials)
    {
        int[] able = Nearest(wishes, materials);

        if (able.Length == 0)
        {
            return null;
        }

        Wish best = wishes.Recipes[able[0]];
        double second = able.Length > 1 ? wishes.Recipes[able[1]].Score : 0;
        bool isClear = best.IsPlain
            ? best.Score >= second + Apart
            : best.Score >= FarNearer * second && Taking(materials, IsFor).Contains(able[0]);
        return isClear && best.IsLed && best.Score >= LeastNear ? able[0] : null;
    }

    /// <summary>What to ask about where one of several things is wanted: what comes nearest to each, or about as near to all.</summary>
    private ImmutableArray<ImmutableArray<PlannedStep>> Open(Wishes wishes, ImmutableArray<Material> materials, ChainBuilder chains)
    {
        int[] able = Nearest(wishes, materials);
        int[] named = [.. wishes.Alternatives
            .Select(alternative => able.OrderByDescending(choice => alternative[choice].Score)
                .Where(choice => alternative[choice].Score >= LeastNear)
                .Take(1))
            .SelectMany(nearest => nearest)
            .Distinct()];
        return named.Length == wishes.Alternatives.Length && named.Length > 1
            ? [.. named.Select(choice => chains.Build(Reasons(wishes, [choice]))).OfType<ImmutableArray<PlannedStep>>()]
            : AsNear(wishes, materials, chains, 2 * Apart, _ => true);
    }

    /// <summary>
    /// A chain for each recipe that takes what is at hand and that the words come about as near to as to any other; none where they come
    /// near to nothing, or ask for what nobody here does.
    /// </summary>
    /// <param name="apart">What is less apart than this is as near.</param>
    private ImmutableArray<ImmutableArray<PlannedStep>> AsNear(
        Wishes wishes, ImmutableArray<Material> materials, ChainBuilder chains, double apart, Func<Wish, bool> counts)
    {
        int[] near = [.. Nearest(wishes, materials)
            .Where(choice => wishes.Recipes[choice] is { Score: >= LeastNear } wish && counts(wish))];
        return [.. near.Where(choice => wishes.Recipes[choice].Score > wishes.Recipes[near[0]].Score - apart)
            .Take(MostOptions)
            .Select(choice => chains.Build(Reasons(wishes, [choice])))
            .OfType<ImmutableArray<PlannedStep>>()];
    }

    /// <summary>The recipes that take what is at hand, nearest to the words first; none where they ask for what nobody here does.</summary>
    private int[] Nearest(Wishes wishes, ImmutableArray<Material> materials) => wishes.IsOutside
        ? []
        : [.. Taking(materials, (port, material) => port.Kinds.IsEmpty || IsFor(port, material))
            .OrderByDescending(choice => wishes.Recipes[choice].Score)];

    private static bool IsFor(SolverPort port, Material material) => material.Kind is { } kind && port.Kinds.Contains(kind);

    private SolverPlan.Refuse Refuse(Wishes wishes)
    {
        int nearest = Enumerable.Range(0, solver.Choices.Length).MaxBy(choice => wishes.Recipes[choice].Score);
        return new SolverPlan.Refuse(
            wishes, "None of the recipes gives what is wanted.", wishes.Recipes[nearest].Score >= LeastNear ? nearest : null);
    }

    /// <summary>
    /// What materials call for by themselves: the recipes that are made for their kind, else those that take it; where that is one,
    /// also those for any.
    /// </summary>
    private IEnumerable<int> Callers(ImmutableArray<Material> materials)
    {
        int[] own = [.. Taking(materials, (port, material) => !port.Kinds.IsEmpty && port.Kinds[0] == material.Kind)];
        own = own.Length > 0 ? own : [.. Taking(materials, IsFor)];
        return own.Length > 1 ? own : own.Union(Taking(materials, (port, _) => port.Kinds.IsEmpty));
    }

    private IEnumerable<int> Taking(ImmutableArray<Material> materials, Func<SolverPort, Material, bool> accepts) =>
        Enumerable.Range(0, solver.Choices.Length).Where(choice => solver.Choices[choice].Takes.Any(
            port => materials.Any(material => material.Form == port.Form && accepts(port, material))));

    private static Dictionary<int, string> Reasons(Wishes wishes, ImmutableArray<int> wanted) =>
        wanted.ToDictionary(choice => choice, choice => Because(wishes.Recipes[choice]));

    private static string Because(Wish wish) => $"\"{wish.Clause}\" is near to \"{wish.Phrase}\".";
}
