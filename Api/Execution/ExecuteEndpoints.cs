using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Api.Execution;

/// <summary>Start a workflow or one prompt, and wait a while for its end. A client that leaves cancels nothing.</summary>
internal static class ExecuteEndpoints
{
    private static readonly JsonElement NoInput = JsonSerializer.SerializeToElement(new { });

    public static void MapExecute(this IEndpointRouteBuilder api)
    {
        var prompts = api.MapGroup("/prompts").WithTags("Execution");

        prompts.MapPost("/execute", ExecuteAsync).WithName("Execute").WithSummary("Run a workflow").WithLargeBody();
        prompts.MapPost("/{namespace}/{name}/execute", ExecutePromptAsync).WithName("ExecutePrompt").WithSummary("Run one prompt").WithLargeBody();
    }

    private static async Task<Results<Ok<ExecuteResponse>, Accepted<ExecuteResponse>, ProblemHttpResult>> ExecuteAsync(
        ExecuteRequest request, HttpContext http, PromptCatalog catalog, ExecutionStarts starts, CancellationToken cancellationToken)
    {
        if (WorkflowNames.Find(catalog, request.Workflow, request.Version, request.Label) is not { } workflow)
        {
            return ProblemMapping.WorkflowNotFound(request.Workflow);
        }

        if (!StartPreferences.TryReadKey(http, request, "POST /api/prompts/execute", out IdempotencyKey? key))
        {
            return Problems.Invalid(StartPreferences.IdempotencyHeader, $"must be one value of 1 to {StartPreferences.LongestKey} characters");
        }

        return await starts.RunAsync(http, new StartExecution
        {
            Workflow = workflow.Key,
            Version = workflow.Version,
            Input = request.InputData ?? NoInput,
            UserId = Caller.Of(http).UserFor(request.UserId),
            Budget = request.Budget.ToBudget(),
            StageDelay = TimeSpan.FromMilliseconds(request.StageDelayMs ?? 0),
            IdempotencyKey = key,
        }, "input_data", cancellationToken);
    }

    private static async Task<Results<Ok<ExecuteResponse>, Accepted<ExecuteResponse>, ProblemHttpResult>> ExecutePromptAsync(
        string @namespace, string name, ExecutePromptRequest request, HttpContext http, PromptCatalog catalog, ExecutionStarts starts, CancellationToken cancellationToken)
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

        if (!StartPreferences.TryReadKey(http, request, $"POST {EntryPath(prompt)}", out IdempotencyKey? key))
        {
            return Problems.Invalid(StartPreferences.IdempotencyHeader, $"must be one value of 1 to {StartPreferences.LongestKey} characters");
        }

        return await starts.RunAsync(http, new StartExecution
        {
            Workflow = prompt,
            Version = RequestErrorsExtensions.ToSelector(request.Version, request.Label),
            Input = request.Variables ?? NoInput,
            UserId = Caller.Of(http).UserFor(request.UserId),
            Budget = request.Budget.ToBudget(),
            IdempotencyKey = key,
        }, "variables", cancellationToken);
    }

    public static ExecutionBudget? ToBudget(this BudgetMessage? budget) => budget is null ? null : new ExecutionBudget(budget.MaxTokens, budget.MaxCostUsd);

    private static string EntryPath(EntryKey key) => $"{Catalog.EntryLinks.Of(key)}/execute";
}
