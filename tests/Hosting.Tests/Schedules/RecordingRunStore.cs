using System.Collections.Immutable;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>Counts how often a run is asked for, and can be out of reach for asking.</summary>
internal sealed class RecordingRunStore(IJobRunStore inner) : IJobRunStore
{
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public bool IsAway { get; set; }

    /// <summary>Set once somebody asked while it was away.</summary>
    public TaskCompletionSource WasMissed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<JobRequest> RequestAsync(Guid id, string job, JobTrigger trigger, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            WasMissed.TrySetResult();
            throw new IOException("Away.");
        }

        Interlocked.Increment(ref _requests);
        return inner.RequestAsync(id, job, trigger, cancellationToken);
    }

    public Task<IReadOnlyList<JobRun>> ReadOpenAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken) => inner.ReadOpenAsync(jobs, cancellationToken);

    public Task<JobRun?> StartAsync(JobStart start, CancellationToken cancellationToken) => inner.StartAsync(start, cancellationToken);

    public Task<bool> EndAsync(Guid id, long epoch, JobOutcome outcome, CancellationToken cancellationToken) => inner.EndAsync(id, epoch, outcome, cancellationToken);

    public Task<bool> ReleaseAsync(Guid id, long epoch, CancellationToken cancellationToken) => inner.ReleaseAsync(id, epoch, cancellationToken);

    public Task<JobRun?> FindAsync(Guid id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<(ImmutableArray<JobRun> Runs, long Total)> ListAsync(string job, Guid? before, int limit, CancellationToken cancellationToken) => inner.ListAsync(job, before, limit, cancellationToken);

    public Task<IReadOnlyList<JobRun>> ReadLatestAsync(CancellationToken cancellationToken) => inner.ReadLatestAsync(cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) => inner.PruneAsync(endedBefore, limit, cancellationToken);
}
