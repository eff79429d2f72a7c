using System.Collections.Immutable;

namespace PromptIntel.Core.Jobs.Storage;

/// <summary>
/// Keeps the runs of jobs. At most one run of a job is open (queued or running) at any time, whoever asks how often at once. Every
/// write is one transaction; times are of the store's clock. Safe for concurrent use, by any number of processes. An outage throws an
/// <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface IJobRunStore
{
    /// <summary>Queues a run, or gives the one that is open already.</summary>
    Task<JobRequest> RequestAsync(Guid id, string job, JobTrigger trigger, CancellationToken cancellationToken);

    /// <summary>The open runs of these jobs, oldest first.</summary>
    Task<IReadOnlyList<JobRun>> ReadOpenAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken);

    /// <summary>
    /// Begins an attempt of an open run. The caller holds the lease of the job, whose epoch fences what is written later; an attempt
    /// of an earlier epoch ends with it. A run that was begun <see cref="JobStart.MaxAttempts"/> times without an end fails instead. Null
    /// then, and when the run is not open any more or belongs to a later epoch.
    /// </summary>
    Task<JobRun?> StartAsync(JobStart start, CancellationToken cancellationToken);

    /// <summary>Ends the attempt of this epoch; false when another has begun since, or it has ended: nothing is written then.</summary>
    Task<bool> EndAsync(Guid id, long epoch, JobOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Gives the run back to be begun by another, as if it had not been begun; false as for <see cref="EndAsync"/>.</summary>
    Task<bool> ReleaseAsync(Guid id, long epoch, CancellationToken cancellationToken);

    Task<JobRun?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first, at most <paramref name="limit"/>; with the number of all.</summary>
    /// <param name="before">The run to begin behind; null for the newest.</param>
    Task<(ImmutableArray<JobRun> Runs, long Total)> ListAsync(string job, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>The newest run of every job that ever ran.</summary>
    Task<IReadOnlyList<JobRun>> ReadLatestAsync(CancellationToken cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> runs that ended before; never the newest of a job. Gives how many.</summary>
    Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken);
}

/// <param name="Run">The open run.</param>
/// <param name="IsNew">False when it was open before.</param>
public sealed record JobRequest(JobRun Run, bool IsNew);

/// <param name="Epoch">Of the job's lease.</param>
/// <param name="MaxAttempts">How often a run may be begun.</param>
public sealed record JobStart(Guid Id, long Epoch, string Instance, int MaxAttempts);

/// <summary>How a run ended: a summary when it succeeded, an error when it failed.</summary>
public sealed record JobOutcome
{
    private JobOutcome()
    {
    }

    public ImmutableSortedDictionary<string, long>? Summary { get; private init; }

    public string? Error { get; private init; }

    public JobRunStatus Status => Error is null ? JobRunStatus.Succeeded : JobRunStatus.Failed;

    public static JobOutcome Succeeded(ImmutableSortedDictionary<string, long> summary) => new() { Summary = summary };

    public static JobOutcome Failed(string error) => new() { Error = error };

    /// <summary>Of a run that takes its process with it again and again.</summary>
    public static JobOutcome BegunTooOften(int attempts) =>
        Failed($"Begun {attempts} times without an end: its processes died, or were stopped for longer than the lease.");
}
