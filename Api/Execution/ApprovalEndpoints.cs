using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>What waits for a person; it is answered at its execution.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder api) => api.MapGet("/approvals", ListAsync)
        .WithTags("Execution")
        .NamesEntry("workflow")
        .WithName("ListApprovals")
        .WithSummary("What waits for a person, for whom, why and until when; oldest execution first");

    private static async Task<Results<Ok<ListResponse<ApprovalItem>>, ProblemHttpResult>> ListAsync(
        HttpContext http, Approvals approvals, CancellationToken cancellationToken, string? workflow = null, string? @for = null,
        string? user_id = null, Guid? execution_id = null, string? cursor = null, int limit = 50)
    {
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || WaitingCursor.TryParse(cursor) is not null);
        errors.RequireUser(user_id);

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        Caller caller = Caller.Of(http);

        if (user_id is not null && !caller.MaySeeExecutionOf(user_id))
        {
            return ProblemMapping.SomebodyElses();
        }

        var filter = new WaitingFilter
        {
            Workflow = workflow,
            For = @for,
            UserId = user_id ?? caller.ConfinedTo,
            ExecutionId = execution_id,
        };
        ExecutionPage<WaitingStage> page = await approvals.ListAsync(filter, cursor, limit, cancellationToken);
        return TypedResults.Ok(new ListResponse<ApprovalItem>([.. page.Items.Select(ToItem)], page.NextCursor, page.Total));
    }

    private static ApprovalItem ToItem(WaitingStage stage)
    {
        StageWait wait = stage.Wait;
        string answer = $"/api/executions/{stage.ExecutionId}/stages/{Uri.EscapeDataString(wait.Path)}";
        return new(
            stage.ExecutionId, stage.Workflow.Name, stage.Workflow.Namespace, stage.WorkflowVersion, stage.UserId, wait.Path, wait.ItemKey,
            wait.Reason, wait.For, wait.Since, wait.DueAt, wait.DueAt is null ? null : Core.Workflows.DeadlineRules.ToText(wait.WhenDue),
            $"{answer}/approve", $"{answer}/reject");
    }
}
