using System.Collections.Immutable;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution;

namespace PromptIntel.Api.Execution;

/// <summary>Start a workflow or one prompt, and wait a while for its end. A client that leaves cancels nothing.</summary>
internal static class ExecuteEndpoints
{
    public static void MapExecute(this IEndpointRouteBuilder api)
    {
        var prompts = api.MapGroup("/prompts").WithTags("Execution");

        prompts.MapPost("/execute", ExecuteAsync)
            .WithName("Execute")
            .WithSummary("Run a workflow")
            .NotAudited()
            .StartsRuns();
        prompts.MapPost("/{namespace}/{name}/execute", ExecutePromptAsync)
            .WithName("ExecutePrompt")
            .WithSummary("Run one prompt, or a draft of it")
            .NotAudited()
            .StartsRuns();
        prompts.MapPromptPreview();
    }

    private static async Task<Results<Ok<ExecuteResponse>, Accepted<ExecuteResponse>, ProblemHttpResult>> ExecuteAsync(
        ExecuteRequest request, HttpContext http, PromptCatalog catalog, ExecutionStarts starts, CancellationToken cancellationToken)
    {
        if (WorkflowNames.Find(catalog, request.Workflow, request.Version, request.Label) is not { } workflow)
        {
            return ProblemMapping.WorkflowNotFound(request.Workflow);
        }

        return StartPreferences.TryReadKey(http, request, "POST /api/prompts/execute", out IdempotencyKey? key)
            ? await starts.RunAsync(
                http, request.ToStart(workflow.Key, workflow.Version, Caller.Of(http), key), "input_data", cancellationToken)
            : StartPreferences.InvalidKey();
    }

    private static async Task<Results<Ok<ExecuteResponse>, Accepted<ExecuteResponse>, ProblemHttpResult>> ExecutePromptAsync(
        string @namespace, string name, ExecutePromptRequest request, HttpContext http, PromptCatalog catalog, CatalogWriter writer,
        ExecutionStarts starts, CancellationToken cancellationToken)
    {
        var prompt = new EntryKey(@namespace, name);

        if (catalog.Find(prompt) is not { IsArchived: false, Kind: var kind })
        {
            return ProblemMapping.EntryNotFound(@namespace, name);
        }

        if (kind != EntryKind.Prompt)
        {
            return ProblemMapping.NotAPrompt(kind);
        }

        (EntryVersion? draft, ProblemHttpResult? refusal) = await DraftAsync(
            prompt, request, Caller.Of(http), catalog, writer, cancellationToken);

        if (refusal is not null)
        {
            return refusal;
        }

        return StartPreferences.TryReadKey(http, request, $"POST {EntryPath(prompt)}", out IdempotencyKey? key)
            ? await starts.RunAsync(http, request.ToStart(prompt, draft, Caller.Of(http), key), "variables", cancellationToken)
            : StartPreferences.InvalidKey();
    }

    /// <summary>What runs instead of a stored version, when the request brings a text or another model; null when it does not.</summary>
    private static async Task<(EntryVersion? Draft, ProblemHttpResult? Refusal)> DraftAsync(
        EntryKey prompt, ExecutePromptRequest request, Caller caller, PromptCatalog catalog, CatalogWriter writer,
        CancellationToken cancellationToken)
    {
        EntryVersion? version = null;

        if (request.Content is { } content)
        {
            EntryPreview preview = await writer.PreviewAsync(prompt, content, caller.Namespaces, cancellationToken);

            if (preview.OutOfScope is { } outOfScope)
            {
                return (null, ProblemMapping.ToProblem(outOfScope));
            }

            if (!preview.Errors.IsEmpty)
            {
                return (null, ProblemMapping.ToProblem(new WriteResult.Invalid(preview.Errors)));
            }

            version = preview.Version;
        }

        if (request.Model is not { } model)
        {
            return (version, null);
        }

        version ??= await catalog.GetAsync(
            prompt, RequestErrorsExtensions.ToSelector(request.Version, request.Label), cancellationToken);

        if (version is null)
        {
            return (null, ProblemMapping.VersionNotFound(prompt.Namespace, prompt.Name));
        }

        return PromptBody.TryRead(version.Body, out PromptBody? body, out ImmutableArray<EntryError> errors)
            ? (WithBody(version, body with { Model = model, FallbackModel = null }), null)
            : (null, ProblemMapping.Unusable(errors));
    }

    private static EntryVersion WithBody(EntryVersion version, PromptBody body) =>
        new EntryDraft(version.Kind, version.Description, version.Tags, body.ToJson())
            .ToVersion(version.Key, version.Number, version.Source, version.CreatedAt, version.Author, version.ChangeNote);

    private static string EntryPath(EntryKey key) => $"{Catalog.EntryLinks.Of(key)}/execute";
}
