using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// Makes a solver executable: the stages that plan and ask, and beside them every recipe that may be chosen, each flattened once and
/// pinned, with what is said of its inputs and outputs checked against its schemas.
/// </summary>
internal sealed class SolverLinker(LinkContext link, OperationRegistry operations)
{
    private const string ApprovalType = "approval";

    private static readonly JsonElement Output = JsonElement.Parse("""{"plan":"${stages.plan.output}","results":{}}""");
    private static readonly JsonElement PlanWires = JsonElement.Parse(
        """{"problem":"${input.problem}","materials":"${input.materials}","answer":"${input.answer}"}""");

    private static readonly JsonElement AskWires = JsonElement.Parse(
        """{"summary":"${stages.plan.output.question.text}","options":"${stages.plan.output.question.options}","option":0}""");

    /// <summary>What an approval may make of it: one of the two to four options that are shown; approved as it is, the first.</summary>
    private static readonly JsonElement AskSchema = JsonElement.Parse(
        """
        {"type":"object","required":["option"],"properties":{"option":{"type":"integer","minimum":0,"maximum":3}},"allOf":[
          {"if":{"properties":{"options":{"maxItems":2}}},"then":{"properties":{"option":{"maximum":1}}}},
          {"if":{"properties":{"options":{"maxItems":3}}},"then":{"properties":{"option":{"maximum":2}}}}]}
        """);

    private static readonly JsonElement ChooseWires = JsonElement.Parse(
        """{"problem":"${input.problem}","materials":"${input.materials}","answer":{"option":"${stages.ask.output.option}"}}""");

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");
    private static readonly ImmutableHashSet<string> Reserved = [SolverStages.Plan, SolverStages.Ask, SolverStages.Choose];

    private readonly List<PlannedChoice> _choices = [];

    /// <summary>What it chooses from, in the order of the definition.</summary>
    public ImmutableArray<PlannedChoice> Choices => [.. _choices];

    public async ValueTask<(JsonElement Output, JsonElement Input)> LinkAsync(EntryVersion solver, CancellationToken cancellationToken)
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(solver.Body);
        link.Errors.AddRange(parsed.Errors);

        foreach (string type in new[] { SolverStages.PlanType, ApprovalType }.Where(type => operations.Find(type) is null))
        {
            link.Refuse("", "unknown_operation_type", $"This build cannot run solvers: it has no operation of type '{type}'.");
        }

        if (parsed.Definition is not { } definition)
        {
            return (AnyObject, AnyObject);
        }

        JsonElement? input = await link.InputSchemaAsync(definition.InputSchema, "input_schema", cancellationToken);
        JsonElement? plan = await link.SchemaAsync(definition.PlanSchema, "plan_schema", cancellationToken);
        new ScopeTypes(WireType.Of(input), link.Errors).Check(WireTemplate.Parse(PlanWires, "", []), "input_schema", null, null);

        for (int index = 0; index < definition.Choices.Length; index++)
        {
            await LinkChoiceAsync(definition.Choices[index], $"recipes[{index}]", solver.Key, cancellationToken);
        }

        if (_choices.Count == 0 && link.Errors.Count == 0)
        {
            link.Refuse("recipes", "unknown_reference", "The catalog has none of the recipes.");
        }

        AddStages(solver, plan, await PinPromptAsync(definition, cancellationToken));
        return (Output, input ?? AnyObject);
    }

    private async ValueTask<EntryKey?> PinPromptAsync(SolverDefinition definition, CancellationToken cancellationToken) =>
        definition.Prompt is { } named
            && await link.Pins.PinAsync(
                named.Candidates(["workflows"])[0], named.Version, EntryKind.Prompt, "prompt", cancellationToken) is { } prompt
            ? prompt.Key
            : null;

    private async ValueTask LinkChoiceAsync(SolverRecipe choice, string path, EntryKey solver, CancellationToken cancellationToken)
    {
        ImmutableArray<EntryKey> candidates = choice.Uses.Candidates(["workflows"]);

        if (choice.IsOptional && !link.Pins.Exists(candidates))
        {
            return;
        }

        if (await link.Pins.PinAsync(candidates, choice.Uses.Version, path, cancellationToken) is not { } recipe)
        {
            return;
        }

        if (recipe.Kind != EntryKind.Recipe)
        {
            link.Refuse(path, "wrong_kind", $"{recipe.Key} is a {recipe.Kind.ToText()}; a solver chooses from recipes.");
            return;
        }

        string name = recipe.Key.Name;

        if (Reserved.Contains(name) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            || _choices.Exists(other => other.Recipe.Key.Name == name))
        {
            link.Refuse(
                path, "invalid_id",
                $"Its name is that of its stage: of letters, digits, _ and -, none of plan, ask and choose, and only once; not '{name}'.");
            return;
        }

        LinkContext own = link.Beside();
        LinkedRecipe linked = await new RecipeLinker(own).LinkAsync(recipe, scope: "", path, [solver, recipe.Key], cancellationToken);
        CheckPorts(choice, linked, path);
        _choices.Add(new PlannedChoice
        {
            Recipe = new PinnedReference(recipe.Key, recipe.Number, recipe.ContentHash),
            Stages = [.. own.Stages],
            Scopes = [.. own.Scopes],
            Output = linked.Output,
            InputSchema = linked.InputSchema,
            ChecksInput = true,
        });
    }

    private void CheckPorts(SolverRecipe choice, LinkedRecipe linked, string path)
    {
        WireType input = WireType.Of(linked.InputSchema);

        foreach ((string field, SolverPort port) in choice.Takes.Select(port => ($"{path}.takes.{port.Field}", port)))
        {
            CheckForm(input.Step(port.Field), port.Form, field, "input");
        }

        foreach ((string field, SolverPort port) in choice.Gives.Select(port => ($"{path}.gives.{port.Field}", port)))
        {
            CheckForm(linked.OutputType.Step(port.Field), port.Form, field, "output");
        }

        foreach (SolverPick pick in choice.Picks)
        {
            CheckForm(input.Step(pick.Field), MaterialForm.Text, $"{path}.picks.{pick.Field}", "input");
        }

        foreach (string missing in Required(linked.InputSchema).Except(
            [.. choice.Takes.Select(port => port.Field), .. choice.Picks.Select(pick => pick.Field)], StringComparer.Ordinal))
        {
            link.Refuse(
                $"{path}.takes.{missing}", "missing_input", $"'{missing}' is required by the recipe and nothing is said to fill it.");
        }
    }

    private void CheckForm(WireType? type, MaterialForm form, string path, string what)
    {
        WireType wanted = WireType.Simple(form == MaterialForm.Value ? JsonKinds.Object : JsonKinds.String);

        if (type is null)
        {
            link.Refuse(path, "unknown_field", $"The recipe has no such {what}.");
        }
        else if (!wanted.Fits(type))
        {
            link.Refuse(
                path, "incompatible_wire", $"A {form.ToString().ToLowerInvariant()} is {wanted}, and the {what} of the recipe is {type}.");
        }
    }

    private static IEnumerable<string> Required(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty("required", out JsonElement required)
            ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => !SchemaDefaults.Has(known, name))
            : [];

    private void AddStages(EntryVersion solver, JsonElement? plan, EntryKey? prompt)
    {
        var pinned = new PinnedReference(solver.Key, solver.Number, solver.ContentHash);
        string[] recipes = [.. _choices.Select(choice => $"{choice.Recipe.Key}@{choice.Recipe.Version}")];
        JsonElement settings = prompt is { } pinnedPrompt
            ? JsonSerializer.SerializeToElement(new { solver = solver.Key.ToString(), recipes, prompt = pinnedPrompt.ToString() })
            : JsonSerializer.SerializeToElement(new { solver = solver.Key.ToString(), recipes });
        var stage = new PlannedStage
        {
            Path = SolverStages.Plan,
            Description = "Choose and chain recipes, ask, or refuse.",
            Operation = pinned,
            OperationType = SolverStages.PlanType,
            Settings = settings,
            With = PlanWires,
            Needs = [],
            OutputSchema = plan,
        };
        link.Stages.AddRange([
            stage,
            stage with
            {
                Path = SolverStages.Ask,
                Description = "Ask which of the plans that are close.",
                OperationType = ApprovalType,
                Settings = JsonElement.Parse("{}"),
                With = AskWires,
                Needs = [SolverStages.Plan],
                When = "${stages.plan.output.decision} == 'ask'",
                OutputSchema = AskSchema,
            },
            stage with
            {
                Path = SolverStages.Choose,
                Description = "Plan what was chosen.",
                With = ChooseWires,
                Needs = [SolverStages.Plan, SolverStages.Ask],
                When = "${stages.plan.output.decision} == 'ask'",
            },
        ]);
    }
}
