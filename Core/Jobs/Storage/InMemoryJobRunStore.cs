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
            return Task.FromResult<IReadOnlyList<JobRun>>([.. _runs.Values.Select(one => one.Run).Where(run => run.IsOpen && jobs.Contains(run.Job))]);
        }
    }

    public Task<JobRun?> StartAsync(JobStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (!_runs.TryGetValue(start.Id.ToString(), out (JobRun Run, long Epoch) known) || !known.Run.IsOpen || known.Epoch >= start.Epoch)
            {
                return Task.FromResult<JobRun?>(null);
            }

            DateTimeOffset now = time.GetUtcNow();
            bool isTooOften = known.Run.Attempts >= start.MaxAttempts;
            JobRun run = isTooOften
                ? known.Run with { Status = JobRunStatus.Failed, EndedAt = now, Error = JobOutcome.BegunTooOften(known.Run.Attempts).Error }
                : known.Run with { Status = JobRunStatus.Running, StartedAt = now, Instance = start.Instance, Attempts = known.Run.Attempts + 1 };
            _runs[start.Id.ToString()] = (run, start.Epoch);
            return Task.FromResult(isTooOften ? null : run);
        }
    }

    public Task<bool> EndAsync(Guid id, long epoch, JobOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Change(id, epoch, run => run with { Status = outcome.Status, EndedAt = time.GetUtcNow(), Summary = outcome.Summary, Error = outcome.Error }, cancellationToken);
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

    public Task<(ImmutableArray<JobRun> Runs, long Total)> ListAsync(string job, Guid? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            JobRun[] all = [.. _runs.Values.Select(one => one.Run).Where(run => run.Job == job).Reverse()];
            ImmutableArray<JobRun> page = [.. all.Where(run => before is null || string.CompareOrdinal(run.Id.ToString(), before.ToString()) < 0).Take(limit)];
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
            Guid[] old = [.. _runs.Values.Select(one => one.Run).Where(run => run.EndedAt < endedBefore && !kept.Contains(run.Id)).Select(run => run.Id).Take(limit)];
            Array.ForEach(old, id => _runs.Remove(id.ToString()));
            return Task.FromResult(old.Length);
        }
    }

    /// <summary>Queues a run for a time of a schedule, unless one is open or was queued for that time.</summary>
    internal void Queue(Guid id, string job, DateTimeOffset dueAt)
    {
        lock (_lock)
        {
            if (!_runs.Values.Any(one => one.Run.Job == job && one.Run.DueAt == dueAt))
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
            return _runs.Values.Where(one => one.Run.Job == job).Max(one => (DateTimeOffset?)one.Run.RequestedAt) ?? _runs.Values.Max(one => (DateTimeOffset?)one.Run.RequestedAt);
        }
    }

    private JobRequest Request_NeedsLock(Guid id, string job, JobTrigger trigger, DateTimeOffset? dueAt)
    {
        if (_runs.Values.FirstOrDefault(one => one.Run.Job == job && one.Run.IsOpen) is { Run: { } open })
        {
            return new JobRequest(open, IsNew: false);
        }

        var run = new JobRun { Id = id, Job = job, Trigger = trigger, Status = JobRunStatus.Queued, RequestedAt = time.GetUtcNow(), DueAt = dueAt };
        _runs.Add(id.ToString(), (run, 0));
        return new JobRequest(run, IsNew: true);
    }

    private JobRun[] Latest_NeedsLock() => [.. _runs.Values.GroupBy(one => one.Run.Job, StringComparer.Ordinal).Select(job => job.Last().Run)];

    private Task<bool> Change(Guid id, long epoch, Func<JobRun, JobRun> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            bool isOwn = _runs.TryGetValue(id.ToString(), out (JobRun Run, long Epoch) known) && known.Run.Status == JobRunStatus.Running && known.Epoch == epoch;

            if (isOwn)
            {
                _runs[id.ToString()] = (change(known.Run), epoch);
            }

            return Task.FromResult(isOwn);
        }
    }
}
