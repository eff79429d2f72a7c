using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Bench.Workflows;

/// <summary>
/// What the solver <c>league_onboarding</c> plans for stated problems, beside what is expected:
/// <c>bench -- solver [file] [--tune] [--differences]</c>. It plans by rules over the shipped definition; nothing is run. Exit code 0 only
/// if the goals are met.
/// </summary>
internal static class SolverVerb
{
    private const int LeastRun = 17;
    private const int LeastAsked = 3;
    private const int LeastRefused = 5;

    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
    };

    public static int Run(string[] args)
    {
        string root = RepositoryRoot.Find();
        string file = args.FirstOrDefault(arg => !arg.StartsWith('-'))
            ?? Path.Combine(root, "bench/Workflows/league_onboarding", args.Contains("--tune") ? "problems_tune.jsonl" : "problems.jsonl");
        SolverDefinition solver = Read(root);
        ImmutableArray<string> names = [.. solver.Choices.Select(choice => choice.Uses.Name)];
        var planner = new SolverPlanner(solver, names);
        var right = new Dictionary<string, int> { ["run"] = 0, ["ask"] = 0, ["refuse"] = 0 };
        var all = new Dictionary<string, int>(right);

        foreach (string line in File.ReadLines(file))
        {
            LabelledProblem problem = JsonSerializer.Deserialize<LabelledProblem>(line, SnakeCase)!;
            SolverPlan plan = planner.Plan(problem.Problem, [.. problem.Materials.Select(material => material.ToMaterial())]);
            bool isRight = IsRight(plan, problem.Expected, names);
            all[problem.Expected.Decision]++;
            right[problem.Expected.Decision] += isRight ? 1 : 0;

            if (args.Contains("--differences") && !isRight)
            {
                Console.WriteLine($"{problem.Id}: {problem.Problem}\n  expected {problem.Expected}\n  planned  {Describe(plan, names)}");
                Console.WriteLine($"  {string.Join("\n  ", plan.Wishes.Recipes.Zip(names, (wish, name) => $"{name} {wish}"))}");
            }
        }

        foreach ((string decision, int count) in all)
        {
            Console.WriteLine($"{decision,-8}{right[decision],3} of {count}");
        }

        return IsMet("run", LeastRun) && IsMet("ask", LeastAsked) && IsMet("refuse", LeastRefused) ? 0 : 1;

        bool IsMet(string decision, int least) => right[decision] >= Math.Min(least, all[decision]);
    }

    private static SolverDefinition Read(string root)
    {
        string text = File.ReadAllText(Path.Combine(root, "content/components/solvers/league_onboarding.yaml"));
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(ComponentYaml.Parse(text, null).Draft!.Body);
        return parsed.Definition ?? throw new InvalidDataException(string.Join("; ", parsed.Errors));
    }

    private static bool IsRight(SolverPlan plan, ExpectedPlan expected, ImmutableArray<string> names) => plan switch
    {
        SolverPlan.Run run => expected.Decision == "run" && Chain(run.Steps, names).SequenceEqual(expected.Chain),
        SolverPlan.Ask ask => expected.Decision == "ask" && expected.Options.All(
            wanted => ask.Options.Any(option => Chain(option, names).SequenceEqual(wanted))),
        _ => expected.Decision == "refuse",
    };

    private static IEnumerable<string> Chain(ImmutableArray<PlannedStep> steps, ImmutableArray<string> names) =>
        steps.Select(step => names[step.Choice]);

    private static string Describe(SolverPlan plan, ImmutableArray<string> names) => plan switch
    {
        SolverPlan.Run run => $"run {string.Join(", ", Chain(run.Steps, names))}",
        SolverPlan.Ask ask => $"ask {string.Join(" | ", ask.Options.Select(option => string.Join(", ", Chain(option, names))))}",
        SolverPlan.Refuse refuse => $"refuse: {refuse.Reason}",
        _ => "",
    };

    private sealed record LabelledProblem(string Id, string Problem, LabelledMaterial[] Materials, ExpectedPlan Expected);

    private sealed record LabelledMaterial(string Name, string? Kind, string Form)
    {
        public Material ToMaterial() => new(Name, Kind, Enum.Parse<MaterialForm>(Form, ignoreCase: true));
    }

    private sealed record ExpectedPlan(string Decision, string[] Chain, string[][] Options)
    {
        public override string ToString() =>
            $"{Decision} {string.Join(", ", Chain ?? [])}{string.Join(" | ", (Options ?? []).Select(option => string.Join(", ", option)))}";
    }
}
