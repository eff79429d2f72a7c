using System.Text.Json;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Api.Execution;

/// <summary>From the requests that start something to what Core starts.</summary>
internal static class ExecuteMapping
{
    private static readonly JsonElement NoInput = JsonSerializer.SerializeToElement(new { });

    public static StartExecution ToStart(
        this ExecuteRequest request, EntryKey workflow, VersionSelector version, Caller caller, IdempotencyKey? key) => new()
        {
            Workflow = workflow,
            Version = version,
            Input = request.InputData ?? NoInput,
            UserId = caller.UserFor(request.UserId),
            Budget = request.Budget.ToBudget(),
            StageDelay = TimeSpan.FromMilliseconds(request.StageDelayMs ?? 0),
            IdempotencyKey = key,
        };

    /// <param name="draft">What the content of the request was read as.</param>
    public static StartExecution ToStart(
        this ExecutePromptRequest request, EntryKey prompt, EntryVersion? draft, Caller caller, IdempotencyKey? key) => new()
        {
            Workflow = prompt,
            Draft = draft,
            Version = RequestErrorsExtensions.ToSelector(request.Version, request.Label),
            Input = request.Variables ?? NoInput,
            UserId = caller.UserFor(request.UserId),
            Budget = request.Budget.ToBudget(),
            IdempotencyKey = key,
        };

    public static StartBatch ToStart(
        this BatchRequest request, EntryKey workflow, VersionSelector version, Caller caller, IdempotencyKey? key) => new()
        {
            Workflow = workflow,
            Version = version,
            Inputs = [.. request.Inputs],
            MaxParallel = request.MaxParallel,
            StopOnItemError = request.OnItemError == BatchRequest.Stop,
            MaxFailures = request.MaxFailures,
            Priority = request.Priority,
            UserId = caller.UserFor(request.UserId),
            ItemBudget = request.Budget.ToBudget(),
            IdempotencyKey = key,
        };

    public static ForkExecution ToFork(this ForkRequest request, Guid origin, Caller caller, IdempotencyKey? key) => new()
    {
        Origin = origin,
        Stage = (request.FromStage ?? request.Stage)!,
        Pins = new ForkPins(request.Repin, [.. request.Versions.Select(text => ComponentReference.TryParse(text)!)], request.Model),
        Input = request.InputData,
        UserId = caller.UserFor(request.UserId),
        IdempotencyKey = key,
    };

    private static ExecutionBudget? ToBudget(this BudgetMessage? budget) =>
        budget is null ? null : new ExecutionBudget(budget.MaxTokens, budget.MaxCostUsd);
}
