using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>Many inputs for one workflow.</summary>
internal static class BatchEndpoints
{
    public static void MapBatches(this IEndpointRouteBuilder api)
    {
        var batches = api.MapGroup("/batches").WithTags("Batches").WithOwnRunsOnly(FindOwnerAsync);

        api.MapPost("/prompts/batch", RunAsync)
            .WithTags("Batches")
            .WithName("ExecuteBatch")
            .WithSummary("Run a workflow on many inputs")
            .NotAudited()
            .StartsRuns();
        batches.MapBatchUpload();
        batches.MapBatchResults();
        batches.MapGet("", ListAsync).WithName("ListBatches").WithSummary("Batches, newest first");
        batches.MapGet("/{id:guid}", GetAsync).WithName("GetBatch").WithSummary("How far a batch is");
        batches.MapGet("/{id:guid}/items", ListItemsAsync).WithName("ListBatchItems").WithSummary("Its items in the order of the inputs");
        batches.MapGet("/{id:guid}/events", FollowAsync)
            .WithName("FollowBatch")
            .WithSummary("Progress as server-sent events")
            .ProducesEvents("BatchEvent", EventData.OfBatches)
            .Produces(StatusCodes.Status204NoContent);
        batches.MapPost("/{id:guid}/cancel", CancelAsync)
            .WithName("CancelBatch")
            .WithSummary("Cancel what has not ended")
            .Audited("batch.cancelled", "batches/{id}");
        batches.MapPost("/{id:guid}/resume", ResumeAsync)
            .WithName("ResumeBatch")
            .WithSummary("Queue failed, cancelled and parked items again")
            .Audited("batch.resumed", "batches/{id}");
    }

    private static async Task<OwnedRun?> FindOwnerAsync(HttpContext http, Guid id) =>
        await http.RequestServices.GetRequiredService<BatchRuns>().GetAsync(id, http.RequestAborted) is { } batch
            ? new OwnedRun(batch.UserId, batch.Workflow)
            : null;

    private static async Task<Results<Ok<BatchResponse>, Accepted<BatchResponse>, ProblemHttpResult>> RunAsync(
        BatchRequest request, HttpContext http, PromptCatalog catalog, ExecutionStarts starts, IOptions<ExecutionOptions> options,
        CancellationToken cancellationToken)
    {
        if (request.Inputs.Length > options.Value.MaxBatchSize)
        {
            return Problems.Invalid("inputs", $"must hold at most {options.Value.MaxBatchSize} inputs");
        }

        if (WorkflowNames.Find(catalog, request.Workflow, request.Version, request.Label) is not { } workflow)
        {
            return ProblemMapping.WorkflowNotFound(request.Workflow);
        }

        return StartPreferences.TryReadKey(http, request, "POST /api/prompts/batch", out IdempotencyKey? key)
            ? await starts.RunAsync(http, request.ToStart(workflow.Key, workflow.Version, Caller.Of(http), key), cancellationToken)
            : StartPreferences.InvalidKey();
    }

    private static async Task<Results<Ok<ListResponse<BatchItemResponse>>, ProblemHttpResult>> ListAsync(
        HttpContext http, BatchRuns batches, TimeProvider time, CancellationToken cancellationToken, string? user_id = null,
        string? cursor = null, int limit = 50)
    {
        var errors = new RequestErrors();
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

        ExecutionPage<BatchRecord> page = await batches.ListAsync(user_id ?? caller.ConfinedTo, cursor, limit, cancellationToken);
        return TypedResults.Ok(new ListResponse<BatchItemResponse>(
            [.. page.Items.Select(batch => batch.ToItem(time.GetUtcNow()))], page.NextCursor, page.Total));
    }

    private static async Task<Results<Ok<BatchItemResponse>, ProblemHttpResult>> GetAsync(
        Guid id, BatchRuns batches, TimeProvider time, CancellationToken cancellationToken) =>
        await batches.GetAsync(id, cancellationToken) is { } batch
            ? TypedResults.Ok(batch.ToItem(time.GetUtcNow()) with
            {
                Progress = (await batches.GetProgressAsync(batch, cancellationToken)).ToItem(),
            })
            : ProblemMapping.BatchNotFound(id);

    private static async Task<Results<Ok<ListResponse<BatchResultItem>>, ProblemHttpResult>> ListItemsAsync(
        Guid id, BatchRuns batches, CancellationToken cancellationToken, string? cursor = null, int limit = 100)
    {
        var errors = new RequestErrors();
        errors.RequireRange(limit, 1, 1000, "limit");
        errors.RequireCursor(cursor is null || int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        return await batches.ListItemsAsync(id, cursor, limit, cancellationToken) is { } page
            ? TypedResults.Ok(
                new ListResponse<BatchResultItem>([.. page.Items.Select(ExecutionMapping.ToItem)], page.NextCursor, page.Total))
            : ProblemMapping.BatchNotFound(id);
    }

    private static async Task<IResult> FollowAsync(
        Guid id, HttpContext http, BatchRuns batches, CancellationToken cancellationToken, long? after = null)
    {
        if (!EventStream.TryReadLastEventId(http.Request, out long? lastSeen))
        {
            return Problems.Invalid(EventStream.LastEventIdHeader, "must be the id of an event of this stream");
        }

        if (await batches.GetAsync(id, cancellationToken) is not { } batch)
        {
            return ProblemMapping.BatchNotFound(id);
        }

        long seen = lastSeen ?? after ?? 0;

        if (batch.CompletedAt is not null && seen >= batch.Seq)
        {
            return EventStream.Over();
        }

        await EventStream.WriteAsync(http, token => batches.EventsAsync(id, seen, token), ExecutionEndpoints.ToServerEvent);
        return Results.Empty;
    }

    private static async Task<Results<Ok<BatchItemResponse>, ProblemHttpResult>> CancelAsync(
        Guid id, HttpContext http, BatchRuns batches, TimeProvider time, CancellationToken cancellationToken) =>
        Answer(
            id,
            await batches.CancelAsync(id, Caller.Of(http).Name, cancellationToken),
            await batches.GetAsync(id, cancellationToken),
            time);

    private static async Task<Results<Ok<BatchItemResponse>, ProblemHttpResult>> ResumeAsync(
        Guid id, HttpContext http, BatchRuns batches, TimeProvider time, CancellationToken cancellationToken) =>
        Answer(
            id,
            await batches.ResumeAsync(id, Caller.Of(http).Name, cancellationToken),
            await batches.GetAsync(id, cancellationToken),
            time);

    private static Results<Ok<BatchItemResponse>, ProblemHttpResult> Answer(
        Guid id, bool hasChanged, BatchRecord? batch, TimeProvider time) => (hasChanged, batch) switch
        {
            (_, null) => ProblemMapping.BatchNotFound(id),
            (false, _) => ProblemMapping.WrongState("The batch has no item that this would change."),
            _ => TypedResults.Ok(batch.ToItem(time.GetUtcNow())),
        };
}
