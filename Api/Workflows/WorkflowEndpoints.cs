using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Api.Workflows;

/// <summary>What can run, and what it is made of.</summary>
internal static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workflows", ListWorkflows).WithTags("Workflows").WithName("ListWorkflows").WithSummary(
            "Recipes and solvers that can run");
        api.MapGet("/workflows/{name}", GetAsync).WithTags("Workflows").WithName("GetWorkflow").WithSummary(
            "Stages, schemas and an example input");
        api.MapGet("/samples", SampleFiles.ListAsync).WithTags("Workflows").WithName("ListSamples").WithSummary(
            "Texts to try a workflow with");
        api.MapGet("/components", ListComponents).WithTags("Workflows").WithName("ListComponents").WithSummary(
            "Operations, recipes and solvers");
    }

    private static Ok<ListResponse<CatalogItem>> ListWorkflows(PromptCatalog catalog, string? tag = null) =>
        TypedResults.Ok(List(catalog, new CatalogFilter(null, null, tag), [EntryKind.Recipe, EntryKind.Solver]));

    private static Results<Ok<ListResponse<CatalogItem>>, ProblemHttpResult> ListComponents(
        PromptCatalog catalog, string? @namespace = null, string? kind = null, string? tag = null) =>
        kind is null or "operation" or "recipe" or "solver"
            ? TypedResults.Ok(
                List(catalog, new CatalogFilter(@namespace, kind, tag), [EntryKind.Operation, EntryKind.Recipe, EntryKind.Solver]))
            : Problems.Invalid("kind", "must be one of: operation, recipe, solver");

    private static ListResponse<CatalogItem> List(PromptCatalog catalog, CatalogFilter filter, EntryKind[] kinds)
    {
        CatalogItem[] items = [.. CatalogListing.Matching(catalog.Entries, filter)
            .Where(state => kinds.Contains(state.Kind))
            .OrderBy(state => state.Key)
            .Select(CatalogListing.ToItem)];
        return new ListResponse<CatalogItem>(items, null, items.Length);
    }

    private static async Task<Results<Ok<WorkflowResponse>, ProblemHttpResult>> GetAsync(
        string name, PromptCatalog catalog, ManifestBuilder manifests, CancellationToken cancellationToken, int? version = null,
        string? label = null)
    {
        if (WorkflowNames.Find(catalog, Uri.UnescapeDataString(name), version, label) is not { } workflow
            || await catalog.GetAsync(
                workflow.Key,
                workflow.Version,
                cancellationToken) is not { Kind: EntryKind.Recipe or EntryKind.Solver or EntryKind.Operation } entry)
        {
            return ProblemMapping.WorkflowNotFound(name);
        }

        ManifestResult result = await manifests.BuildAsync(workflow.Key, VersionSelector.ForVersion(entry.Number), cancellationToken);
        return result is ManifestResult.Built { Manifest: var manifest }
            ? TypedResults.Ok(ToResponse(entry, manifest))
            : ProblemMapping.ToProblem(result);
    }

    private static WorkflowResponse ToResponse(EntryVersion entry, Manifest manifest) => new(
        entry.Key.Name,
        entry.Key.Namespace,
        entry.Kind.ToText(),
        entry.Number,
        entry.Description,
        entry.Tags,
        [.. manifest.Stages.Select(ToItem)],
        [.. manifest.Entries.Where(used => used.Kind == EntryKind.Prompt)
            .OrderBy(used => used.Key.Namespace != entry.Key.Namespace)
            .ThenBy(used => used.Key)
            .Select(used => used.Key.ToString())],
        manifest.InputSchema,
        manifest.Output,
        entry.Body.TryGetProperty("example_input", out JsonElement example) ? example : null,
        manifest.Hash,
        entry.Body,
        WorkflowWarnings.Of(entry, manifest.InputSchema));

    private static WorkflowStageItem ToItem(PlannedStage stage) => new(
        stage.Path,
        stage.Description,
        $"{stage.Operation.Key}@{stage.Operation.Version}",
        stage.OperationType,
        stage.Needs,
        stage.When,
        stage.Timeout.TotalSeconds,
        stage.InputSchema,
        stage.OutputSchema);
}
