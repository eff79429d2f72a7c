using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>
/// Operation type <c>solver.plan</c>, the first stage of every solver: by rules, or by the solver's prompt where a language model stands
/// behind it. Input: <c>problem</c>, <c>materials</c>, and <c>answer</c> with the
/// <c>option</c> that was chosen where an earlier plan asked. Output: the plan. What was decided is committed with the stage: nobody
/// plans again.
/// </summary>
internal sealed class PlanOperation : IOperation
{
    private const int MostKept = 100;
    private const string ByRules = "rules: planned without a language model";

    private readonly BoundedCache<string, SolverPlanner> _planners = new(MostKept);

    public string Type => SolverStages.PlanType;

    public string Summary => "Chooses the recipes that solve a stated problem, and chains them.";

    /// <summary>The linker makes the stage and pins; the prompt is told for those who ask what a stage used.</summary>
    public OperationRequirements Require(JsonElement settings) => new(
        settings.ValueKind == JsonValueKind.Object && Property(settings, "prompt") is { ValueKind: JsonValueKind.String } prompt
            && ComponentReference.TryParse(prompt.GetString()!) is { } named
            ? [new EntrySelector.One(named.Candidates(["workflows"])[0], named.Version, EntryKind.Prompt)]
            : [],
        [$"`{Type}` is the first stage of solvers and is not used by itself: write an entry of kind solver."]);

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        EntryVersion entry = context.Entry(KeyOf(context.Settings.GetProperty("solver").GetString()!));
        SolverDefinition solver = DefinitionParser.ParseSolver(entry.Body).Definition
            ?? throw new InvalidOperationException($"{entry.Key} was pinned and does not parse.");
        ImmutableArray<string> recipes =
            [.. context.Settings.GetProperty("recipes").EnumerateArray().Select(recipe => recipe.GetString()!)];
        EntryKey[] keys = [.. recipes.Select(KeyOf)];
        ImmutableArray<string> names = [.. keys.Select(key => key.Name)];
        // Of what is optional the catalog may have had only some when this was pinned.
        ImmutableArray<SolverRecipe> pinned =
            [.. solver.Choices.Where(choice => choice.Uses.Candidates(["workflows"]).Any(keys.Contains))];
        solver = solver with { Choices = pinned };
        ImmutableArray<Material> materials =
            Material.ReadAll(Property(context.Input, "materials"), solver.Kinds, out string? unusable);

        if ((unusable ?? WrongIn(context.Input)) is { } wrong)
        {
            return new OperationOutcome.Failed(ErrorCodes.InvalidInput, wrong);
        }

        string plannerKey = $"{entry.ContentHash} {string.Join(' ', recipes)}";
        SolverPlanner planner = _planners.TryGet(plannerKey, out SolverPlanner? known)
            ? known
            : _planners.Add(plannerKey, new SolverPlanner(solver, names));
        string? problem = Property(context.Input, "problem")?.GetString();
        SolverPlan plan = planner.Plan(problem, materials);
        string preparedWith = ByRules;

        if (Option(context.Input) is null && problem is not null && PromptOf(context) is { } prompt && context.Model.CanGenerate(prompt))
        {
            var byModel = new ModelPlanner(context.Model, prompt, solver, names, materials);
            (plan, preparedWith) = Take(plan, await byModel.PlanAsync(problem, cancellationToken), prompt);
        }
        else if (plan is SolverPlan.Ask ask && Option(context.Input) is { } option)
        {
            if (option < 0 || option >= ask.Options.Length)
            {
                return new OperationOutcome.Failed(
                    ErrorCodes.InvalidInput, $"answer.option: must be a whole number from 0 to {ask.Options.Length - 1}.");
            }

            plan = new SolverPlan.Run(ask.Wishes, ask.Options[option]);
        }

        var json = new PlanJson(solver, recipes, names, [.. keys.Select(key => OutputsOf(context.Entry(key)))]);
        return new OperationOutcome.Completed(json.Write(plan, preparedWith));
    }

    /// <summary>The model's plan where it is of use, else that of the rules with what was wrong with the model's.</summary>
    private static (SolverPlan Plan, string PreparedWith) Take(SolverPlan rules, ModelPlan model, EntryVersion prompt)
    {
        string name = prompt.Body.TryGetProperty("model", out JsonElement said) ? said.GetString() ?? "default" : "default";
        return model switch
        {
            ModelPlan.Chain chain => (new SolverPlan.Run(rules.Wishes, chain.Steps), $"language model '{name}'"),
            ModelPlan.None => (
                new SolverPlan.Refuse(rules.Wishes, "The model finds none of the recipes gives what is wanted.", null),
                $"language model '{name}'"),
            ModelPlan.Unusable unusable => (rules, $"rules: the plan of language model '{name}' was not taken: {unusable.Reason}"),
            _ => throw new NotSupportedException($"The plan {model.GetType().Name} is not known here."),
        };
    }

    private static EntryVersion? PromptOf(IOperationContext context) =>
        Property(context.Settings, "prompt") is { } prompt ? context.Entry(KeyOf(prompt.GetString()!)) : null;

    private static EntryKey KeyOf(string reference) => ComponentReference.TryParse(reference) is { Namespace: { } space, Name: var name }
        ? new EntryKey(space, name)
        : throw new InvalidOperationException($"'{reference}' names no entry; the stage was not made by the linker.");

    /// <summary>What of an input is of no use, whatever is planned; the solver's own schema may allow anything.</summary>
    private static string? WrongIn(JsonElement input) =>
        Property(input, "problem") is { ValueKind: not JsonValueKind.String } ? "problem: must be a text."
        : Property(input, "answer") is not { } answer ? null
        : answer.ValueKind != JsonValueKind.Object ? "answer: must be an object."
        : Property(answer, "option") is { ValueKind: not JsonValueKind.Number } ? "answer.option: must be a whole number."
        : null;

    private static int? Option(JsonElement input) =>
        Property(input, "answer") is { } answer && Property(answer, "option") is { } option
            ? option.TryGetInt32(out int number) ? number : -1
            : null;

    private static ImmutableArray<string> OutputsOf(EntryVersion recipe) => recipe.Body.TryGetProperty("output", out JsonElement output)
        ? [.. output.EnumerateObject().Select(field => field.Name)]
        : [];

    private static JsonElement? Property(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement property) && property.ValueKind != JsonValueKind.Null ? property : null;
}
