using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Components;
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
            "Stages, schemas and an example input").NamesEntry("name");
        api.MapGet("/samples", SampleFiles.ListAsync).WithTags("Workflows").WithName("ListSamples").WithSummary(
            "Texts and inputs to try each workflow with, the questionnaires first");
        api.MapGet("/workflows/{name}/graph", GetGraphAsync).WithTags("Workflows").WithName("GetWorkflowGraph")
            .WithSummary("Stages and wires as a flowchart of Mermaid or a graph of Graphviz")
            .NamesEntry("name").Produces<string>(contentType: "text/plain");
        api.MapWorkflowRender();
        api.MapComponents();
    }

    private static Ok<ListResponse<CatalogItem>> ListWorkflows(PromptCatalog catalog, string? tag = null) =>
        TypedResults.Ok(List(catalog, new CatalogFilter(null, null, tag), [EntryKind.Recipe, EntryKind.Solver]));

    private static ListResponse<CatalogItem> List(PromptCatalog catalog, CatalogFilter filter, EntryKind[] kinds)
    {
        CatalogItem[] items = [.. CatalogListing.Matching(catalog.Entries, filter)
            .Where(state => kinds.Contains(state.Kind))
            .OrderBy(state => state.Key)
            .Select(CatalogListing.ToItem)];
        return new ListResponse<CatalogItem>(items, null, items.Length);
    }

    private static async Task<IResult> GetGraphAsync(
        string name, PromptCatalog catalog, ManifestBuilder manifests, CancellationToken cancellationToken,
        [OneOf("mermaid", "dot")] string format = "mermaid", int? version = null, string? label = null)
    {
        if (format is not ("mermaid" or "dot"))
        {
            return Problems.Invalid("format", "must be one of: mermaid, dot");
        }

        (_, Manifest? manifest, ProblemHttpResult? problem) = await PinAsync(name, catalog, manifests, version, label, cancellationToken);
        return manifest is null ? problem! : TypedResults.Text(format == "dot" ? GraphText.Dot(manifest) : GraphText.Mermaid(manifest));
    }

    private static async Task<Results<Ok<WorkflowResponse>, ProblemHttpResult>> GetAsync(
        string name, PromptCatalog catalog, ManifestBuilder manifests, CancellationToken cancellationToken, int? version = null,
        string? label = null)
    {
        (EntryVersion? entry, Manifest? manifest, ProblemHttpResult? problem) =
            await PinAsync(name, catalog, manifests, version, label, cancellationToken);
        return manifest is null ? problem! : TypedResults.Ok(ToResponse(entry!, manifest));
    }

    /// <summary>The workflow as it would run now; else why not.</summary>
    private static async Task<(EntryVersion? Entry, Manifest? Manifest, ProblemHttpResult? Problem)> PinAsync(
        string name, PromptCatalog catalog, ManifestBuilder manifests, int? version, string? label, CancellationToken cancellationToken)
    {
        if (WorkflowNames.Find(catalog, Uri.UnescapeDataString(name), version, label) is not { } workflow
            || await catalog.GetAsync(
                workflow.Key,
                workflow.Version,
                cancellationToken) is not { Kind: EntryKind.Recipe or EntryKind.Solver or EntryKind.Operation } entry)
        {
            return (null, null, ProblemMapping.WorkflowNotFound(name));
        }

        ManifestResult result = await manifests.BuildAsync(workflow.Key, VersionSelector.ForVersion(entry.Number), cancellationToken);
        return result is ManifestResult.Built { Manifest: var manifest }
            ? (entry, manifest, null)
            : (entry, null, ProblemMapping.ToProblem(result));
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
