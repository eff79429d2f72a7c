using System.Collections.Immutable;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Jobs;

namespace PromptIntel.Api.Ops;

/// <summary>What the installation does by itself: when, with what result, and now.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder ops)
    {
        ops.MapGet("/jobs", ListAsync).WithName("ListJobs").WithSummary("Every job with its schedule and its last run");
        ops.MapGet("/jobs/{name}", GetAsync).WithName("GetJob").WithSummary("One job with its runs, newest first");
        ops.MapGet("/jobs/{name}/runs/{id:guid}", GetRunAsync).WithName("GetJobRun").WithSummary("One run of a job");
        ops.MapPost("/jobs/{name}/run", RunAsync)
            .WithName("RunJob")
            .WithSummary("Ask for a run now; an instance that runs jobs takes it")
            .Audited("job.requested", "jobs/{name}");
    }

    private static async Task<Ok<ListResponse<JobItem>>> ListAsync(JobRuns jobs, CancellationToken cancellationToken)
    {
        ImmutableArray<JobState> states = await jobs.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListResponse<JobItem>([.. states.Select(ToItem)], null, states.Length));
    }

    private static async Task<Results<Ok<JobDetailResponse>, ProblemHttpResult>> GetAsync(
        string name, JobRuns jobs, CancellationToken cancellationToken, string? cursor = null, int limit = 50)
    {
        var errors = new RequestErrors();
        Guid before = default;
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || Guid.TryParse(cursor, out before));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        if ((await jobs.ListAsync(cancellationToken)).FirstOrDefault(state => state.Schedule.Job.Name == name) is not { } job
            || await jobs.ListRunsAsync(name, cursor is null ? null : before, limit + 1, cancellationToken) is not { } found)
        {
            return ProblemMapping.ToProblem(new RunRequest.UnknownJob(name));
        }

        JobRunItem[] page = [.. found.Runs.Take(limit).Select(ToItem)];
        string? next = found.Runs.Length > limit ? page[^1].Id.ToString() : null;
        return TypedResults.Ok(new JobDetailResponse(ToItem(job), new ListResponse<JobRunItem>(page, next, found.Total)));
    }

    private static async Task<Results<Ok<JobRunItem>, ProblemHttpResult>> GetRunAsync(
        string name, Guid id, JobRuns jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(name, id, cancellationToken) is { } run
            ? TypedResults.Ok(ToItem(run))
            : ProblemMapping.JobRunNotFound(name, id);

    private static async Task<Results<Accepted<JobRunItem>, ProblemHttpResult>> RunAsync(
        string name, JobRuns jobs, CancellationToken cancellationToken)
    {
        RunRequest request = await jobs.RequestAsync(name, JobTrigger.Manual, cancellationToken);
        return request is RunRequest.Queued { Run: var run }
            ? TypedResults.Accepted($"/api/ops/jobs/{name}/runs/{run.Id}", ToItem(run))
            : ProblemMapping.ToProblem(request);
    }

    private static JobItem ToItem(JobState state) => new(
        state.Schedule.Job.Name,
        state.Schedule.Job.Description,
        state.Schedule.Cron.Length == 0 ? null : new ScheduleItem(state.Schedule.Cron, state.Schedule.Zone.Id),
        state.NextAt,
        state.Last is null ? null : ToItem(state.Last));

    private static JobRunItem ToItem(JobRun run) => new(
        run.Id,
        run.Job,
        run.Status.ToText(),
        run.Trigger.ToText(),
        run.RequestedAt,
        run.StartedAt,
        run.EndedAt,
        run.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
        run.Instance,
        run.Attempts,
        run.Summary,
        run.Error);
}
