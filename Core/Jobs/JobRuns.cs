using System.Collections.Immutable;

using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Core.Jobs;

/// <param name="Last">The newest run; null before the first.</param>
/// <param name="NextAt">When it is due; null when it runs only by request.</param>
public sealed record JobState(JobSchedule Schedule, JobRun? Last, DateTimeOffset? NextAt);

/// <summary>
/// Asks for runs and tells what came of them. A run is a row in the store, open until it ended: whoever asks only adds the row, and any
/// instance that runs jobs takes it.
/// </summary>
public sealed class JobRuns(JobSchedules schedules, IJobRunStore store, JobSignal signal, TimeProvider time)
{
    public async Task<ImmutableArray<JobState>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JobRun> runs = await store.ReadLatestAsync(cancellationToken);
        Dictionary<string, JobRun> latest = runs.ToDictionary(run => run.Job, StringComparer.Ordinal);
        DateTimeOffset now = time.GetUtcNow();
        return [.. schedules.All.Select(one => new JobState(one, latest.GetValueOrDefault(one.Job.Name), one.NextAfter(now)))];
    }

    /// <summary>Newest first, before the run <paramref name="before"/>; null for a name that is no job.</summary>
    public async Task<(ImmutableArray<JobRun> Runs, long Total)?> ListRunsAsync(
        string job, Guid? before, int limit, CancellationToken cancellationToken) =>
        schedules.Find(job) is null ? null : await store.ListAsync(job, before, limit, cancellationToken);

    /// <summary>Null when there is no such run of this job.</summary>
    public async Task<JobRun?> FindAsync(string job, Guid id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } run && run.Job == job ? run : null;

    public async Task<RunRequest> RequestAsync(string job, JobTrigger trigger, CancellationToken cancellationToken)
    {
        if (schedules.Find(job) is null)
        {
            return new RunRequest.UnknownJob(job);
        }

        JobRequest request = await store.RequestAsync(Guid.CreateVersion7(time.GetUtcNow()), job, trigger, cancellationToken);
        signal.Ring();
        return request.IsNew ? new RunRequest.Queued(request.Run) : new RunRequest.AlreadyOpen(request.Run);
    }
}
