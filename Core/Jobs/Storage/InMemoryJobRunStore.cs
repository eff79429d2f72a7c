using System.Collections.Immutable;

namespace PromptIntel.Core.Jobs.Storage;

/// <summary>Runs of jobs within one process.</summary>
public sealed class InMemoryJobRunStore(TimeProvider time) : IJobRunStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (JobRun Run, long Epoch)> _runs = new(StringComparer.Ordinal);

    public Task<JobRequest> RequestAsync(Guid id, string job, JobTrigger trigger, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(Request_NeedsLock(id, job, trigger, dueAt: null));
        }
    }

    public Task<IReadOnlyList<JobRun>> ReadOpenAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<JobRun>>([.. Runs_NeedsLock().Where(run => run.IsOpen && jobs.Contains(run.Job))]);
        }
    }

    public Task<JobRun?> StartAsync(JobStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (!_runs.TryGetValue(start.Id.ToString(), out (JobRun Run, long Epoch) known)
                || !known.Run.IsOpen || known.Epoch >= start.Epoch)
            {
                return Task.FromResult<JobRun?>(null);
            }

            DateTimeOffset now = time.GetUtcNow();
            bool isTooOften = known.Run.Attempts >= start.MaxAttempts;
            JobRun run = isTooOften
                ? known.Run with { Status = JobRunStatus.Failed, EndedAt = now, Error = JobOutcome.BegunTooOften(known.Run.Attempts).Error }
                : known.Run with
                {
                    Status = JobRunStatus.Running,
                    StartedAt = now,
                    Instance = start.Instance,
                    Attempts = known.Run.Attempts + 1,
                };
            _runs[start.Id.ToString()] = (run, start.Epoch);
            return Task.FromResult(isTooOften ? null : run);
        }
    }

    public Task<bool> EndAsync(Guid id, long epoch, JobOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Change(
            id,
            epoch,
            run => run with { Status = outcome.Status, EndedAt = time.GetUtcNow(), Summary = outcome.Summary, Error = outcome.Error },
            cancellationToken);
    }

    public Task<bool> ReleaseAsync(Guid id, long epoch, CancellationToken cancellationToken) =>
        Change(id, epoch, run => run with { Status = JobRunStatus.Queued, Attempts = run.Attempts - 1 }, cancellationToken);

    public Task<JobRun?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<JobRun?>(_runs.GetValueOrDefault(id.ToString()).Run);
        }
    }

    public Task<(ImmutableArray<JobRun> Runs, long Total)> ListAsync(
        string job, Guid? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            JobRun[] all = [.. Runs_NeedsLock().Where(run => run.Job == job).Reverse()];
            IEnumerable<JobRun> rest = all.Where(run => before is null || string.CompareOrdinal(run.Id.ToString(), before.ToString()) < 0);
            ImmutableArray<JobRun> page = [.. rest.Take(limit)];
            return Task.FromResult((page, (long)all.Length));
        }
    }

    public Task<IReadOnlyList<JobRun>> ReadLatestAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<JobRun>>(Latest_NeedsLock());
        }
    }

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            HashSet<Guid> kept = [.. Latest_NeedsLock().Select(run => run.Id)];
            IEnumerable<JobRun> past = Runs_NeedsLock().Where(run => run.EndedAt < endedBefore && !kept.Contains(run.Id));
            Guid[] old = [.. past.Select(run => run.Id).Take(limit)];
            Array.ForEach(old, id => _runs.Remove(id.ToString()));
            return Task.FromResult(old.Length);
        }
    }

    /// <summary>Queues a run for a time of a schedule, unless one is open or was queued for that time.</summary>
    internal void Queue(Guid id, string job, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (!Runs_NeedsLock().Any(run => run.Job == job && run.DueAt == dueAt))
            {
                Request_NeedsLock(id, job, JobTrigger.Schedule, dueAt);
            }
        }
    }

    /// <summary>When a run of this job was asked for last, else of any; null before the first.</summary>
    internal DateTimeOffset? LastRequest(string job)
    {
        lock (_lock)
        {
            ILookup<bool, DateTimeOffset?> asked =
                Runs_NeedsLock().ToLookup(run => run.Job == job, run => (DateTimeOffset?)run.RequestedAt);
            return asked[true].Max() ?? asked[false].Max();
        }
    }

    private JobRequest Request_NeedsLock(Guid id, string job, JobTrigger trigger, DateTimeOffset? dueAt)
    {
        if (Runs_NeedsLock().FirstOrDefault(run => run.Job == job && run.IsOpen) is { } open)
        {
            return new JobRequest(open, IsNew: false);
        }

        var run = new JobRun
        {
            Id = id,
            Job = job,
            Trigger = trigger,
            Status = JobRunStatus.Queued,
            RequestedAt = time.GetUtcNow(),
            DueAt = dueAt,
        };
        _runs.Add(id.ToString(), (run, 0));
        return new JobRequest(run, IsNew: true);
    }

    private IEnumerable<JobRun> Runs_NeedsLock() => _runs.Values.Select(one => one.Run);

    private JobRun[] Latest_NeedsLock() => [.. Runs_NeedsLock().GroupBy(run => run.Job, StringComparer.Ordinal).Select(job => job.Last())];

    private Task<bool> Change(Guid id, long epoch, Func<JobRun, JobRun> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            bool isOwn = _runs.TryGetValue(id.ToString(), out (JobRun Run, long Epoch) known)
                && known.Run.Status == JobRunStatus.Running && known.Epoch == epoch;

            if (isOwn)
            {
                _runs[id.ToString()] = (change(known.Run), epoch);
            }

            return Task.FromResult(isOwn);
        }
    }
}
