using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>
/// The shipped solver on labelled problems: it may get better, and no worse than <c>bench/Workflows</c> says. The judge's problems are the
/// first; of them two have been read since.
/// </summary>
public sealed class ShippedSolverTests
{
    private static readonly SolverDefinition Solver = DefinitionParser.ParseSolver(ComponentYaml.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "content/components/solvers/league_onboarding.yaml")),
        null).Draft!.Body).Definition!;

    private readonly SolverPlanner _planner = new(Solver, [.. Solver.Choices.Select(choice => choice.Uses.Name)]);

    [Theory]
    [InlineData("problems.jsonl", 19, 3, 5)]
    [InlineData("problems_tune.jsonl", 8, 2, 2)]
    [InlineData("problems_invented.jsonl", 37, 10, 33)]
    [InlineData("problems_more.jsonl", 5, 5, 5)]
    [InlineData("problems_third.jsonl", 16, 5, 12)]
    [InlineData("problems_fourth.jsonl", 12, 6, 12)]
    [InlineData("problems_fifth.jsonl", 10, 7, 17)]
    [InlineData("problems_sixth.jsonl", 15, 0, 4)]
    public void Plans_AreAsExpected_InAsManyAsWereReached(string file, int run, int ask, int refuse)
    {
        JsonElement[] problems = [.. File.ReadLines(Path.Combine(SourceTree.Root, "bench/Workflows/league_onboarding", file))
            .Select(line => JsonElement.Parse(line))];

        JsonElement[] right = [.. problems.Where(IsRight)];

        string wrong = string.Join('\n', problems.Except(right));
        Assert.True(Count(right, "run") >= run, wrong);
        Assert.True(Count(right, "ask") >= ask, wrong);
        Assert.True(Count(right, "refuse") >= refuse, wrong);
    }

    /// <summary>Not vague, and as near to the one as to the other: that is asked, and what is only near to both is not refused.</summary>
    [Fact]
    public void Words_AsNearToTwoRecipes_AreAskedAbout()
    {
        SolverPlan plan = _planner.Plan(
            "Get the deadlines and missing values out of this.", [new Material("licence.pdf", "contract", MaterialForm.Document)]);

        Assert.Equal(
            [["pdf_extraction"], ["contract_review"]],
            Assert.IsType<SolverPlan.Ask>(plan).Options.Select(option => Recipes(option).ToArray()));
        Assert.False(plan.Wishes.IsVague);
    }

    /// <summary>Each of the things named is read by itself: what one of them is near to does not hide the other.</summary>
    [Theory]
    [InlineData("It is either the comparables or something they can sign.", "league_analysis", "questionnaire_to_contract")]
    [InlineData("I do not know whether to draw up the contract or to analyse them.", "questionnaire_to_contract", "league_analysis")]
    public void Alternatives_AreEachAskedAbout(string problem, string one, string other)
    {
        SolverPlan plan = _planner.Plan(problem, [new Material("answers.txt", "questionnaire", MaterialForm.Text)]);

        Assert.Equal([[one], [other]], Assert.IsType<SolverPlan.Ask>(plan).Options.Select(option => Recipes(option).ToArray()));
    }

    /// <summary>Where something comes from is not what is wanted of it.</summary>
    [Theory]
    [InlineData("Give me a forecast for the next year, from the due dates of the invoices.", false)]
    [InlineData("From the invoice I need the invoice number and due date as a record.", true)]
    public void Source_IsNoWish(string problem, bool isRun)
    {
        SolverPlan plan = _planner.Plan(problem, [new Material("bill.pdf", "invoice", MaterialForm.Document)]);

        Assert.Equal(isRun, plan is SolverPlan.Run);
    }

    /// <summary>Both are plainly meant, and it says that only one of them is wanted.</summary>
    [Theory]
    [InlineData("I cannot remember whether to extract the amounts or to review the contract.", true)]
    [InlineData("Either extract the amounts or review the contract.", true)]
    [InlineData("Extract the amounts and review the contract.", false)]
    [InlineData("Review the contract; I am not sure whether either party or both can end it.", false)]
    public void OneOfTwo_IsAskedAbout_WhereItSaysThatItIsOne(string problem, bool isAsked)
    {
        SolverPlan plan = _planner.Plan(problem, [new Material("licence.pdf", "contract", MaterialForm.Document)]);

        Assert.Equal(isAsked, plan is SolverPlan.Ask);
        Assert.Equal(!isAsked, plan is SolverPlan.Run);
    }

    /// <summary>What it tells somebody to do is nothing of what a recipe does, though the rest is near to one.</summary>
    [Theory]
    [InlineData("Please put a stamp on the invoice and drop it in the tray for accounts.")]
    [InlineData("Keep phoning their treasurer until he signs.")]
    public void WhatAClauseIsLedByAndNobodyDoes_IsRefused(string problem)
    {
        SolverPlan plan = _planner.Plan(
            problem,
            [
                new Material("invoice.pdf", "invoice", MaterialForm.Document),
                new Material("licence.pdf", "contract", MaterialForm.Document),
            ]);

        Assert.IsType<SolverPlan.Refuse>(plan);
    }

    /// <summary>"where ... on" is most of "where on page", and says nothing of a page.</summary>
    [Fact]
    public void WordsThatHoldASentenceTogether_AskForNothing()
    {
        SolverPlan plan = _planner.Plan(
            "Where did they change things on us, and what should I raise with our solicitor?",
            [new Material("licence.pdf", "contract", MaterialForm.Document)]);

        Assert.Equal(["contract_review"], Recipes(Assert.IsType<SolverPlan.Run>(plan).Steps));
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
        return (plan, DecisionOf(problem)) switch
        {
            (SolverPlan.Run run, "run") => Recipes(run.Steps).SequenceEqual(Texts(expected.GetProperty("chain"))),
            (SolverPlan.Ask ask, "ask") => expected.GetProperty("options").EnumerateArray().All(
                wanted => ask.Options.Any(option => Recipes(option).SequenceEqual(Texts(wanted)))),
            (SolverPlan.Refuse, "refuse") => true,
            _ => false,
        };
    }

    private static int Count(JsonElement[] problems, string decision) => problems.Count(problem => DecisionOf(problem) == decision);

    private static string DecisionOf(JsonElement problem) => problem.GetProperty("expected").GetProperty("decision").GetString()!;

    private static IEnumerable<string> Recipes(IEnumerable<PlannedStep> steps) =>
        steps.Select(step => Solver.Choices[step.Choice].Uses.Name);

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(name => name.GetString()!);
}
