using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
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
            .WithSummary("Run one prompt")
            .NotAudited()
            .StartsRuns();
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
        string @namespace, string name, ExecutePromptRequest request, HttpContext http, PromptCatalog catalog, ExecutionStarts starts,
        CancellationToken cancellationToken)
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

        return StartPreferences.TryReadKey(http, request, $"POST {EntryPath(prompt)}", out IdempotencyKey? key)
            ? await starts.RunAsync(http, request.ToStart(prompt, Caller.Of(http), key), "variables", cancellationToken)
            : StartPreferences.InvalidKey();
    }

    private static string EntryPath(EntryKey key) => $"{Catalog.EntryLinks.Of(key)}/execute";
}
