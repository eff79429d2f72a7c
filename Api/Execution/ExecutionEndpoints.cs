using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>Watch executions, answer them, change them.</summary>
internal static class ExecutionEndpoints
{
    private const int LongestText = 200;

    public static void MapExecutions(this IEndpointRouteBuilder api)
    {
        var executions = api.MapGroup("/executions").WithTags("Execution").WithOwnRunsOnly(FindOwnerAsync).NamesEntry("workflow");

        executions.MapGet("", ListAsync).WithName("ListExecutions")
            .WithSummary("Executions, newest first, by text, workflow, version, status, user and time");
        executions.MapGet("/{id:guid}", GetAsync).WithName("GetExecution").WithSummary("One execution with its stages as a timeline");
        executions.MapGet("/{id:guid}/events", FollowAsync)
            .WithName("FollowExecution")
            .WithSummary("What happens, as server-sent events")
            .ProducesEvents("ExecutionEvent", EventData.OfExecutions)
            .Produces(StatusCodes.Status204NoContent);
        executions.MapGet("/{id:guid}/artifacts/{name}", ArtifactResponses.GetAsync)
            .WithName("GetArtifact")
            .WithSummary("A document that a stage produced")
            .Produces<string>(contentType: "text/markdown", additionalContentTypes: "text/html")
            .Produces(StatusCodes.Status304NotModified);
        executions.MapPost("/{id:guid}/cancel", CancelAsync)
            .WithName("CancelExecution")
            .WithSummary("End it now; nothing more is written")
            .Audited("execution.cancelled", "executions/{id}");
        executions.MapPost("/{id:guid}/resume", ResumeAsync)
            .WithName("ResumeExecution")
            .WithSummary("Queue a failed, cancelled or parked execution again; completed stages are kept")
            .Audited("execution.resumed", "executions/{id}");
        executions.MapPost("/{id:guid}/fork", ForkAsync)
            .WithName("ForkExecution")
            .WithSummary("A new execution that runs from one stage on anew, with other versions, model or input if asked")
            .Reads(HeaderField.IdempotencyKey)
            .NotAudited()
            .WithLargeBody();
        executions.MapGet("/{id:guid}/compare", CompareAsync)
            .WithName("CompareExecutions")
            .WithSummary("Two executions beside each other, stage by stage");
        executions.MapPost("/{id:guid}/stages/{stage}/approve", ApproveAsync)
            .WithName("ApproveStage")
            .WithSummary("Approve a waiting stage")
            .Audited("stage.approved", "executions/{id}", "stage")
            .RequireAuthorization(Policies.Editor);
        executions.MapPost("/{id:guid}/stages/{stage}/reject", RejectAsync)
            .WithName("RejectStage")
            .WithSummary("Reject a waiting stage")
            .Audited("stage.rejected", "executions/{id}", "stage")
            .RequireAuthorization(Policies.Editor);
    }

    /// <summary>Of an execution, for <see cref="Isolation"/>.</summary>
    public static async Task<OwnedRun?> FindOwnerAsync(HttpContext http, Guid id) =>
        await http.RequestServices.GetRequiredService<Executions>().WaitAsync(id, TimeSpan.Zero, http.RequestAborted) is { } execution
            ? new OwnedRun(execution.UserId, execution.Workflow)
            : null;

    private static async Task<Results<Ok<ListResponse<ExecutionItem>>, ProblemHttpResult>> ListAsync(
        HttpContext http,
        Executions executions,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? text = null,
        string? workflow = null,
        int? version = null,
        [OneOf<ExecutionStatus>] string? status = null,
        string? user_id = null,
        DateTimeOffset? since = null,
        DateTimeOffset? until = null,
        string? cursor = null,
        int limit = 50)
    {
        var errors = new RequestErrors();
        ExecutionStatus wanted = default;
        errors.Require(
            status is null || ExecutionStatuses.TryParse(status, out wanted),
            "status",
            "must be one of: queued, running, waiting, succeeded, failed, cancelled, parked");
        errors.Require(text is null or { Length: > 0 and <= LongestText }, "text", $"must be 1 to {LongestText} characters");
        errors.RequireRange(version, 1, int.MaxValue, "version");
        errors.Require(since is null || until is null || since < until, "since", "must be before until");
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || Guid.TryParse(cursor, out _));
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

        var filter = new ExecutionFilter
        {
            Text = text,
            Workflow = workflow,
            Version = version,
            Status = status is null ? null : wanted,
            UserId = user_id ?? caller.ConfinedTo,
            Since = since,
            Until = until,
        };
        ExecutionPage<ExecutionRecord> page = await executions.ListAsync(filter, cursor, limit, cancellationToken);
        return TypedResults.Ok(
            new ListResponse<ExecutionItem>([.. page.Items.Select(item => item.ToItem(time.GetUtcNow()))], page.NextCursor, page.Total));
    }

    private static async Task<Results<Ok<ExecutionDetailResponse>, ProblemHttpResult>> GetAsync(
        Guid id, Executions executions, TimeProvider time, CancellationToken cancellationToken) =>
        await executions.GetAsync(id, cancellationToken) is { } details
            ? TypedResults.Ok(details.ToDetail(time.GetUtcNow()))
            : ProblemMapping.ExecutionNotFound(id);

    private static async Task<IResult> FollowAsync(
        Guid id, HttpContext http, Executions executions, CancellationToken cancellationToken, long? after = null)
    {
        if (!EventStream.TryReadLastEventId(http.Request, out long? lastSeen))
        {
            return Problems.Invalid(EventStream.LastEventIdHeader, "must be the id of an event of this stream");
        }

        if (await executions.WaitAsync(id, TimeSpan.Zero, cancellationToken) is not { } execution)
        {
            return ProblemMapping.ExecutionNotFound(id);
        }

        long seen = lastSeen ?? after ?? 0;

        if (execution.Status.IsEnded() && seen >= execution.Seq)
        {
            return EventStream.Over();
        }

        await EventStream.WriteAsync(http, token => executions.EventsAsync(id, seen, token), ToServerEvent);
        return Results.Empty;
    }

    /// <summary>A transient event has no id: a client that resumes after it resumes after the last one that was kept.</summary>
    public static ServerEvent ToServerEvent(ExecutionEvent happened) => new(
        happened.Seq == 0 ? null : happened.Seq.ToString(CultureInfo.InvariantCulture),
        happened.Type,
        new EventMessage(happened.Seq, happened.Type, happened.Stage, happened.Data));

    private static Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> CancelAsync(
        Guid id, HttpContext http, Executions executions, TimeProvider time, CancellationToken cancellationToken,
        CancelRequest? request = null) =>
        ChangeAsync(id, new ExecutionChange.Cancel(Caller.Of(http).Name, request?.Reason), executions, time, cancellationToken);

    private static Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> ResumeAsync(
        Guid id, HttpContext http, Executions executions, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeAsync(id, new ExecutionChange.Resume(Caller.Of(http).Name), executions, time, cancellationToken);

    private static Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> ApproveAsync(
        Guid id, string stage, HttpContext http, Approvals approvals, TimeProvider time, CancellationToken cancellationToken,
        AnswerRequest? request = null) =>
        AnswerAsync(id, Answer(stage, http, request, isApproved: true), approvals, time, cancellationToken);

    private static Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> RejectAsync(
        Guid id, string stage, HttpContext http, Approvals approvals, TimeProvider time, CancellationToken cancellationToken,
        AnswerRequest? request = null) =>
        request?.Values is null
            ? AnswerAsync(id, Answer(stage, http, request, isApproved: false), approvals, time, cancellationToken)
            : Task.FromResult<Results<Ok<ExecutionItem>, ProblemHttpResult>>(
                Problems.Invalid("values", "are given with an approval, not with a rejection"));

    // A slash in a stage's path arrives encoded: routing leaves %2F as it is.
    private static ExecutionChange.Answer Answer(string stage, HttpContext http, AnswerRequest? request, bool isApproved) =>
        new(
            Caller.Of(http).Name,
            stage.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase),
            request?.ItemKey ?? "",
            isApproved,
            request?.Comment)
        {
            Values = request?.Values,
        };

    private static async Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> ChangeAsync(
        Guid id, ExecutionChange change, Executions executions, TimeProvider time, CancellationToken cancellationToken) =>
        Answered(await executions.ChangeAsync(id, change, cancellationToken), time);

    private static async Task<Results<Ok<ExecutionItem>, ProblemHttpResult>> AnswerAsync(
        Guid id, ExecutionChange.Answer answer, Approvals approvals, TimeProvider time, CancellationToken cancellationToken) =>
        Answered(await approvals.AnswerAsync(id, answer, cancellationToken), time);

    private static Results<Ok<ExecutionItem>, ProblemHttpResult> Answered(ChangeResult result, TimeProvider time) =>
        result is ChangeResult.Changed changed
            ? TypedResults.Ok(changed.Execution.ToItem(time.GetUtcNow()))
            : ProblemMapping.ToProblem(result);

    private static async Task<Results<Accepted<StartedResponse>, ProblemHttpResult>> ForkAsync(
        Guid id, ForkRequest request, HttpContext http, Executions executions, CancellationToken cancellationToken)
    {
        if (!StartPreferences.TryReadKey(http, request, $"POST /api/executions/{id}/fork", out IdempotencyKey? key))
        {
            return StartPreferences.InvalidKey();
        }

        Caller caller = Caller.Of(http);
        ForkExecution fork = request.ToFork(id, caller, key);

        // The route's filter knows what ran, and not what is chosen beside it: other versions than everybody gets, drafts among them.
        if (!fork.Pins.Versions.All(chosen => caller.MayName(chosen.Namespace)))
        {
            return NamespaceScope.OutOfScope(caller);
        }

        StartResult result = await executions.ForkAsync(fork, cancellationToken);
        return result is StartResult.Started started
            ? TypedResults.Accepted($"/api/executions/{started.Id}", new StartedResponse(started.Id, "running"))
            : ProblemMapping.ToProblem(result);
    }

    private static async Task<Results<Ok<ComparisonResponse>, ProblemHttpResult>> CompareAsync(
        Guid id, HttpContext http, ExecutionComparer comparer, TimeProvider time, CancellationToken cancellationToken, string? with = null)
    {
        if (!Guid.TryParse(with, out Guid other))
        {
            return Problems.Invalid("with", "must be the id of an execution");
        }

        // The route's filter knows the id of the path alone.
        if (await FindOwnerAsync(http, other) is { } run)
        {
            Caller caller = Caller.Of(http);

            if (!caller.MaySeeExecutionOf(run.UserId))
            {
                return ProblemMapping.SomebodyElses();
            }

            if (!caller.MayName(run.Workflow.Namespace))
            {
                return NamespaceScope.OutOfScope(caller);
            }
        }

        return await comparer.CompareAsync(id, other, cancellationToken) is { } comparison
            ? TypedResults.Ok(comparison.ToResponse(time.GetUtcNow()))
            : ProblemMapping.ExecutionNotFound(await FindOwnerAsync(http, id) is not null ? other : id);
    }
}
