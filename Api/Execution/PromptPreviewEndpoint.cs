using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Previews;

namespace PromptIntel.Api.Execution;

/// <summary>What a text would come to as a prompt's next version, while it is being written.</summary>
internal static class PromptPreviewEndpoint
{
    public static void MapPromptPreview(this IEndpointRouteBuilder prompts) =>
        prompts.MapPost("/preview", PreviewAsync)
            .WithName("PreviewPrompt")
            .WithSummary("Check a text as a prompt's next version and fill it with variables; writes and runs nothing")
            .NotAudited();

    public static QuestionItem ToItem(PromptQuestion question) => new(
        question.Prompt, question.Model, question.CanGenerate, [.. question.Messages.Select(CatalogMapping.ToItem)],
        question.InputTokens, question.OutputTokens, question.Cost);

    private static async Task<Results<Ok<PreviewPromptResponse>, ProblemHttpResult>> PreviewAsync(
        PreviewPromptRequest request, HttpContext http, PromptCatalog catalog, CatalogWriter writer, WorkflowPreviews previews,
        CancellationToken cancellationToken)
    {
        var key = new EntryKey(request.Namespace, request.Name);

        if (catalog.Find(key) is { Kind: not EntryKind.Prompt } other)
        {
            return ProblemMapping.NotAPrompt(other.Kind);
        }

        EntryPreview preview = await writer.PreviewAsync(key, request.Content, Caller.Of(http).Namespaces, cancellationToken);

        if (preview.OutOfScope is { } outOfScope)
        {
            return ProblemMapping.ToProblem(outOfScope);
        }

        PreviewResult? filled = preview is { Errors.IsEmpty: true, Version: { } version } && request.Variables is { } variables
            ? await previews.PreviewAsync(version, variables, cancellationToken)
            : null;
        StagePreview? stage = (filled as PreviewResult.Previewed)?.Stages.FirstOrDefault();
        return TypedResults.Ok(new PreviewPromptResponse(
            preview.Version?.Number,
            [.. preview.Errors.Select(error => new PreviewProblemItem(error.Field, error.Message, error.Line, error.Column))],
            preview.Assumed,
            preview.Version is { } read && PromptBody.TryRead(read.Body, out PromptBody? body, out _) ? body.InputSchema() : null,
            stage?.Question is { } question ? ToItem(question) : null,
            stage?.Problem ?? (filled is PreviewResult.Refused refused ? Reason(refused.Reason) : null)));
    }

    private static string Reason(StartResult refused) => refused switch
    {
        StartResult.InvalidInput invalid => string.Join("; ", invalid.Violations),
        StartResult.Refused cannot => string.Join("; ", cannot.Errors),
        _ => throw new NotSupportedException($"A preview is not refused by {refused.GetType().Name}."),
    };
}
