using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>Writes a plan as its schema has it.</summary>
/// <param name="recipes">Of the choices, as <c>namespace/name@version</c>.</param>
/// <param name="outputs">Of each recipe, by name.</param>
internal sealed class PlanJson(
    SolverDefinition solver, ImmutableArray<string> recipes, ImmutableArray<string> names, ImmutableArray<ImmutableArray<string>> outputs)
{
    /// <param name="preparedWith">Who planned.</param>
    public JsonElement Write(SolverPlan plan, string preparedWith)
    {
        ImmutableArray<PlannedStep> steps = (plan as SolverPlan.Run)?.Steps ?? [];
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["decision"] = plan switch
            {
                SolverPlan.Run => "run",
                SolverPlan.Ask => "ask",
                _ => "refuse",
            },
            ["plan"] = new JsonArray([.. steps.Select(Step)]),
            ["question"] = plan is SolverPlan.Ask ask ? Question(ask) : null,
            ["refusal"] = plan is SolverPlan.Refuse refuse
                ? new JsonObject { ["reason"] = refuse.Reason, ["nearest"] = refuse.Nearest is { } near ? recipes[near] : null }
                : null,
            ["considered"] = Considered(plan),
            ["prepared_with"] = preparedWith,
        });
    }

    private JsonObject Step(PlannedStep step) => new()
    {
        ["recipe"] = recipes[step.Choice],
        ["why"] = step.Why,
        ["inputs"] = new JsonArray(
            [.. step.Inputs.Select(input => new JsonObject { ["input"] = input.Input, ["from"] = input.From })]),
        ["gives"] = new JsonArray([.. (step.IsWanted ? outputs[step.Choice] : step.Gives).Select(name => JsonValue.Create(name))]),
    };

    private JsonObject Question(SolverPlan.Ask ask) => new()
    {
        ["text"] = $"Which do you want: {string.Join("; or ", ask.Options.Select(Result))}?",
        ["options"] = new JsonArray([.. ask.Options.Select(option => new JsonObject
        {
            ["recipes"] = new JsonArray([.. option.Select(step => JsonValue.Create(recipes[step.Choice]))]),
            ["gives"] = Result(option),
        })]),
    };

    private string Result(ImmutableArray<PlannedStep> option) =>
        string.Join(
            ", then ", option.Where(step => step.IsWanted).Select(step => solver.Choices[step.Choice].Result ?? names[step.Choice]));

    private JsonArray Considered(SolverPlan plan)
    {
        PlannedStep[] steps = plan is SolverPlan.Run run ? [.. run.Steps] : [];
        return new JsonArray(
        [
            .. Enumerable.Range(0, recipes.Length)
                .OrderByDescending(choice => plan.Wishes.Recipes[choice].Score)
                .Select(choice => (Choice: choice, Step: steps.FirstOrDefault(step => step.Choice == choice)))
                .Select(item => new JsonObject
                {
                    ["recipe"] = recipes[item.Choice],
                    ["score"] = Math.Round(plan.Wishes.Recipes[item.Choice].Score, 3),
                    ["chosen"] = item.Step is not null,
                    ["why"] = item.Step?.Why ?? LeftOut(plan, item.Choice),
                }),
        ]);
    }

    private static string LeftOut(SolverPlan plan, int choice) => plan switch
    {
        SolverPlan.Ask ask when ask.Options.Any(option => option.Any(step => step.Choice == choice)) => "One of the options.",
        _ when plan.Wishes.Recipes[choice] is { Clause: { } clause, Phrase: { } phrase } =>
            $"Not wanted: \"{clause}\" is nearest to \"{phrase}\", and not near enough or nearer to another.",
        _ => "Not wanted: nothing in the problem is near to what it solves.",
    };
}
