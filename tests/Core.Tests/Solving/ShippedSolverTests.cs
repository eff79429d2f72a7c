using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>The shipped solver on the problems that it was developed on; the judge's are measured by <c>bench -- solver</c>.</summary>
public sealed class ShippedSolverTests
{
    private static readonly SolverDefinition Solver = DefinitionParser.ParseSolver(ComponentYaml.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "content/components/solvers/league_onboarding.yaml")),
        null).Draft!.Body).Definition!;

    private readonly SolverPlanner _planner = new(Solver, [.. Solver.Choices.Select(choice => choice.Uses.Name)]);

    [Theory]
    [InlineData("problems_tune.jsonl", 12, 12)]
    [InlineData("problems_invented.jsonl", 80, 81)]
    [InlineData("problems_more.jsonl", 15, 15)]
    [InlineData("problems_third.jsonl", 33, 38)]
    public void Plans_AreAsExpected_InAsManyAsWereReached(string file, int least, int all)
    {
        string[] lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "bench/Workflows/league_onboarding", file));

        string[] wrong = [.. lines.Where(line => !IsRight(JsonElement.Parse(line)))];

        Assert.Equal(all, lines.Length);
        Assert.True(wrong.Length <= all - least, string.Join('\n', wrong));
    }

    [Fact]
    public void Problem_OfTheGreatestLength_IsPlanned()
    {
        string problem = string.Concat(Enumerable.Repeat("contract-and,questionnaire;draft ", 20_000 / 33));

        Assert.IsType<SolverPlan.Run>(_planner.Plan(problem, [new Material("q", "questionnaire", MaterialForm.Text)]));
        Assert.IsType<SolverPlan.Refuse>(_planner.Plan(new string('x', 20_000), []));
    }

    [Fact]
    public void Problem_IsReadToItsTwentyThousandthCharacter()
    {
        const string Said = "; review the contract.";

        SolverPlan whole = _planner.Plan(new string('x', 20_000 - Said.Length) + Said, []);
        SolverPlan beyond = _planner.Plan(new string('x', 20_000) + Said, []);

        Assert.Contains(whole.Wishes.Recipes, wish => wish.Clause == "review the contract");
        Assert.All(beyond.Wishes.Recipes, wish => Assert.Equal(Wish.None, wish));
    }

    [Theory]
    [InlineData(MaterialForm.Text, "questionnaire_text")]
    [InlineData(MaterialForm.Document, "document_id")]
    public void Questionnaire_BecomesAContract_AsTextOrDocument(MaterialForm form, string input)
    {
        SolverPlan plan = _planner.Plan("Draw up the contract from their answers.", [new Material("form", "questionnaire", form)]);

        PlannedStep step = Assert.Single(Assert.IsType<SolverPlan.Run>(plan).Steps);
        Assert.Equal("questionnaire_to_contract", Solver.Choices[step.Choice].Uses.Name);
        Assert.Equal([new StepInput(input, "materials/form")], step.Inputs);
    }

    private bool IsRight(JsonElement problem)
    {
        JsonElement expected = problem.GetProperty("expected");
        SolverPlan plan = _planner.Plan(problem.GetProperty("problem").GetString(), [.. problem.GetProperty("materials").EnumerateArray()
            .Select(material => new Material(
                material.GetProperty("name").GetString()!,
                material.GetProperty("kind").GetString(),
                Enum.Parse<MaterialForm>(material.GetProperty("form").GetString()!, ignoreCase: true)))]);
        return (plan, expected.GetProperty("decision").GetString()) switch
        {
            (SolverPlan.Run run, "run") => run.Steps.Select(step => Solver.Choices[step.Choice].Uses.Name)
                .SequenceEqual(expected.GetProperty("chain").EnumerateArray().Select(name => name.GetString()!)),
            (SolverPlan.Ask, "ask") or (SolverPlan.Refuse, "refuse") => true,
            _ => false,
        };
    }
}
