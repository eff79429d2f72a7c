using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Execution;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Previews;

namespace PromptIntel.Api.Workflows;

/// <summary>What a workflow would ask, without running it.</summary>
internal static class WorkflowRenderEndpoint
{
    public static void MapWorkflowRender(this IEndpointRouteBuilder api) =>
        api.MapPost("/workflows/{name}/render", RenderAsync).WithTags("Workflows").WithName("RenderWorkflow").WithSummary(
            "What would be asked of which model for an input, at what estimated cost; runs nothing").NamesEntry("name").NotAudited();

    private static async Task<Results<Ok<RenderWorkflowResponse>, ProblemHttpResult>> RenderAsync(
        string name, RenderWorkflowRequest request, PromptCatalog catalog, WorkflowPreviews previews, CancellationToken cancellationToken)
    {
        if (WorkflowNames.Find(catalog, Uri.UnescapeDataString(name), request.Version, request.Label) is not { } workflow)
        {
            return ProblemMapping.WorkflowNotFound(name);
        }

        return await previews.PreviewAsync(workflow.Key, workflow.Version, request.Input, cancellationToken) switch
        {
            PreviewResult.Previewed previewed => TypedResults.Ok(ToResponse(previewed)),
            PreviewResult.Refused refused => ProblemMapping.ToProblem(refused.Reason, "input"),
            PreviewResult other => throw new NotSupportedException($"The preview {other.GetType().Name} is not known here."),
        };
    }

    private static RenderWorkflowResponse ToResponse(PreviewResult.Previewed previewed)
    {
        PromptQuestion[] questions = [.. previewed.Stages.Select(stage => stage.Question).OfType<PromptQuestion>()];
        return new RenderWorkflowResponse(
            previewed.Manifest.Workflow.Key.Name,
            previewed.Manifest.Workflow.Key.Namespace,
            previewed.Manifest.Workflow.Version,
            previewed.Manifest.Hash,
            [.. previewed.Stages.Select(ToItem)],
            new RenderTotal(
                questions.Length,
                questions.Sum(question => question.InputTokens),
                questions.Sum(question => question.OutputTokens),
                questions.All(question => question.Cost is not null) ? questions.Sum(question => question.Cost) : null,
                !previewed.IsCut && previewed.Stages.All(stage => stage.WaitsFor.IsEmpty && stage.Problem is null)));
    }

    private static RenderedStageItem ToItem(StagePreview preview) => new(
        preview.Stage.Path,
        preview.ItemKey.Length == 0 ? null : preview.ItemKey,
        $"{preview.Stage.Operation.Key}@{preview.Stage.Operation.Version}",
        preview.Stage.OperationType,
        StatusOf(preview),
        preview.WaitsFor,
        preview.Question is { } question ? PromptPreviewEndpoint.ToItem(question) : null,
        preview.Problem);

    private static string StatusOf(StagePreview preview) =>
        preview.IsSkipped ? "skipped"
        : !preview.WaitsFor.IsEmpty ? "waits"
        : preview.Problem is not null ? "problem"
        : "known";
}
