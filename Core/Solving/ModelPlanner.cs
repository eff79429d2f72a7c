using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Storage;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>
/// Has a language model plan. It is told the recipes and what is at hand, may ask for a recipe by the tools of its prompt, and answers with
/// a chain of names, of which only what <see cref="PlanChecker"/> lets pass becomes a plan.
/// </summary>
internal sealed class ModelPlanner(
    IStageModel model, EntryVersion prompt, SolverDefinition solver, ImmutableArray<string> names, ImmutableArray<Material> materials)
{
    private const int MostRead = 20_000;
    private const int LongestReason = 300;

    public async Task<ModelPlan> PlanAsync(string problem, CancellationToken cancellationToken)
    {
        JsonElement variables = JsonSerializer.SerializeToElement(new
        {
            problem = StorableText.Beginning(problem, MostRead),
            available_inputs = materials.Select(
                material => $"{SolverStages.MaterialPrefix}{material.Name}: {material.Kind ?? "unknown"} {Word(material.Form)}"),
            max_chain = solver.MaxChain,
            recipes = solver.Choices.Select((choice, index) => new
            {
                name = names[index],
                description = choice.Result ?? names[index],
                inputs = choice.Takes.Select(Describe).Concat(choice.Picks.Select(
                    pick => $"{pick.Field} (one of {string.Join(", ", pick.Options.Select(option => option.Value))})")),
                outputs = choice.Gives.Select(Describe),
            }),
        });

        return await model.AskAsync(prompt, variables, cancellationToken) switch
        {
            ModelAnswer.Answered answered => Read(answered.Value),
            ModelAnswer.Refused refused => new ModelPlan.Unusable(refused.Code),
            var other => throw new NotSupportedException($"The answer {other.GetType().Name} is not known here."),
        };
    }

    private ModelPlan Read(JsonElement answer)
    {
        if (Get(answer, "plan").ValueKind != JsonValueKind.Array)
        {
            return new ModelPlan.Unusable("it is no list of recipes");
        }

        var steps = ImmutableArray.CreateBuilder<PlannedStep>();

        foreach (JsonElement item in Items(answer, "plan"))
        {
            string recipe = Named(item, "recipe") ?? "";
            int choice = names.IndexOf(recipe[(recipe.LastIndexOf('/') + 1)..].Split('@')[0]);

            if (choice < 0)
            {
                return new ModelPlan.Unusable($"recipe {steps.Count + 1} is none of those to choose from");
            }

            steps.Add(new PlannedStep(
                choice, StorableText.Beginning(Named(item, "reason") is { Length: > 0 } why ? why : "The model chose it.", LongestReason),
                IsWanted: true, Inputs(item, solver.Choices[choice])));
        }

        ImmutableArray<PlannedStep> plan = [.. steps.Select(step => step with { Gives = [.. GivenBy(step, steps)] })
            .Select(step => step with { IsWanted = step.Gives.IsEmpty })];
        return plan.IsEmpty && Items(answer, "missing_inputs").Length == 0 ? new ModelPlan.None()
            : new PlanChecker(solver, names, materials).FaultIn(plan) is { } fault ? new ModelPlan.Unusable(fault)
            : new ModelPlan.Chain(plan);
    }

    /// <summary>What it says, and what it left out as missing.</summary>
    private static ImmutableArray<StepInput> Inputs(JsonElement item, SolverRecipe recipe)
    {
        List<StepInput> inputs =
            [.. Items(item, "inputs_from").Select(input => new StepInput(Named(input, "input") ?? "", Named(input, "from")))];

        if (!recipe.Takes.IsEmpty && !inputs.Exists(input => recipe.Takes.Any(port => port.Field == input.Input)))
        {
            inputs.Insert(0, new StepInput(recipe.Takes[0].Field, null));
        }

        inputs.AddRange(recipe.Picks.Where(pick => !inputs.Exists(input => input.Input == pick.Field))
            .Select(pick => new StepInput(pick.Field, null)));
        return [.. inputs];
    }

    private IEnumerable<string> GivenBy(PlannedStep step, IEnumerable<PlannedStep> steps) =>
        solver.Choices[step.Choice].Gives.Select(give => give.Field).Where(
            field => steps.Any(other => other.Inputs.Any(input => input.From == $"{names[step.Choice]}.{field}")));

    private static JsonElement[] Items(JsonElement value, string name) =>
        Get(value, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static string? Named(JsonElement value, string name) =>
        Get(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Undefined where it is no object: a prompt without an output schema lets any answer pass.</summary>
    private static JsonElement Get(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement property) ? property : default;

    private static string Describe(SolverPort port) =>
        $"{port.Field} ({(port.Kinds.IsEmpty ? "any" : string.Join(" or ", port.Kinds))} {Word(port.Form)})";

    private static string Word(MaterialForm form) => form.ToString().ToLowerInvariant();
}

/// <summary>What a model's planning came to.</summary>
internal abstract record ModelPlan
{
    /// <summary>It was checked.</summary>
    public sealed record Chain(ImmutableArray<PlannedStep> Steps) : ModelPlan;

    /// <summary>The model finds that no recipe does it.</summary>
    public sealed record None : ModelPlan;

    /// <param name="Reason">In words that are not the model's.</param>
    public sealed record Unusable(string Reason) : ModelPlan;
}
