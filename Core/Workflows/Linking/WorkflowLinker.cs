using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// Looks up everything a workflow uses and checks that it fits together. Pinning an execution and validating a change of the catalog
/// are the same act, so that what was accepted can run. Safe for concurrent use.
/// </summary>
internal sealed class WorkflowLinker(OperationRegistry operations, JsonSchemaValidator schemas, VersionChecks checks)
{
    // Not the entry's name, which may hold characters that a path in a wire may not.
    private const string SingleStage = "run";

    private static readonly JsonElement WholeOutput = JsonElement.Parse("\"${stages.run.output}\"");
    private static readonly JsonElement WholeInput = JsonElement.Parse("\"${input}\"");
    private static readonly JsonElement AnyObject = JsonElement.Parse("{\"type\":\"object\"}");

    // Nobody stands behind a prompt that runs by itself to write it a policy.
    private static readonly RetryPolicy SinglePromptRetry =
        new(Attempts: 3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(8), [FailureKind.Transport, FailureKind.Timeout]);

    private readonly DefinitionCache _definitions = new(checks);

    /// <summary>
    /// Links a recipe or solver, or an operation or prompt as a workflow of one stage. The version need not be the catalog's own.
    /// </summary>
    public async ValueTask<LinkedWorkflow> LinkAsync(EntryVersion workflow, ICatalogReader catalog, CancellationToken cancellationToken)
    {
        var errors = new List<DefinitionError>();
        var link = new LinkContext(_definitions, operations, schemas, new EntryPins(catalog, _definitions, errors), errors);
        await link.Pins.PinAsync(workflow.Key, VersionSelector.ForVersion(workflow.Number), workflow.Kind, "", cancellationToken);
        SolverLinker? solver = workflow.Kind == EntryKind.Solver ? new SolverLinker(link, operations) : null;
        (JsonElement output, JsonElement input) = workflow.Kind switch
        {
            EntryKind.Solver => await solver!.LinkAsync(workflow, cancellationToken),
            EntryKind.Recipe => await LinkRecipeAsync(link, workflow, cancellationToken),
            EntryKind.Operation => await LinkOperationAsync(link, workflow, cancellationToken),
            EntryKind.Prompt => await LinkPromptAsync(link, workflow, cancellationToken),
            _ => Refuse(errors, workflow),
        };
        ImmutableArray<PlannedTool>? tools = await new ToolLinker(link, operations, workflow.Key).LinkAsync(cancellationToken);
        return new LinkedWorkflow(
            workflow, [.. link.Stages], [.. link.Scopes], output, input, link.Pins.Entries, link.Pins.Models, [.. errors], link.Pins.Reads)
        {
            Tools = tools,
            Choices = solver?.Choices,
        };
    }

    private static async ValueTask<(JsonElement Output, JsonElement Input)> LinkRecipeAsync(
        LinkContext link, EntryVersion recipe, CancellationToken cancellationToken)
    {
        var linker = new RecipeLinker(link);
        LinkedRecipe linked = await linker.LinkAsync(recipe, scope: "", errorPath: "", [recipe.Key], cancellationToken);
        return (linked.Output, linked.InputSchema ?? AnyObject);
    }

    private static async ValueTask<(JsonElement Output, JsonElement Input)> LinkOperationAsync(
        LinkContext link, EntryVersion operation, CancellationToken cancellationToken)
    {
        LinkedOperation? linked = await link.OperationAsync(operation, "", cancellationToken);

        if (linked is not null)
        {
            link.Stages.Add(linked.ToStage(SingleStage, operation) with { With = WholeInput });
        }

        return (WholeOutput, linked?.Input ?? linked?.Shape.Input ?? AnyObject);
    }

    private async ValueTask<(JsonElement Output, JsonElement Input)> LinkPromptAsync(
        LinkContext link, EntryVersion prompt, CancellationToken cancellationToken)
    {
        if (link.Errors.Count > 0)
        {
            return (AnyObject, AnyObject);
        }

        EntryVersion whole = link.Pins.Find(prompt.Key)!;
        PromptBody body = PromptBody.Read(whole.Body);

        if (operations.Find(LinkedOperation.PromptType) is not { } operation)
        {
            link.Errors.Add(new DefinitionError("", "unknown_operation_type", "This build cannot run prompts."));
            return (AnyObject, AnyObject);
        }

        LinkedOperation linked = LinkedOperation.OfPrompt(prompt);
        linked = linked with { Shape = operation.Describe(linked.Settings, _ => whole) };
        link.Stages.Add(linked.ToStage(SingleStage, prompt) with
        {
            With = WholeInput,
            Retry = SinglePromptRetry,
            OutputSchema = await link.SchemaAsync(body.OutputSchema, "output_schema", cancellationToken),
        });
        return (WholeOutput, await link.InputSchemaAsync(body.InputSchema(), "variables", cancellationToken) ?? AnyObject);
    }

    private static (JsonElement Output, JsonElement Input) Refuse(List<DefinitionError> errors, EntryVersion workflow)
    {
        errors.Add(new DefinitionError(
            "", "not_executable", $"A {workflow.Kind.ToText()} cannot be executed; recipes, solvers, operations and prompts can."));
        return (AnyObject, AnyObject);
    }
}
