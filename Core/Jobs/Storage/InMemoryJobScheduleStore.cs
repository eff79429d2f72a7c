namespace PromptIntel.Core.Jobs.Storage;

/// <summary>Schedules within one process.</summary>
public sealed class InMemoryJobScheduleStore(InMemoryJobRunStore runs, TimeProvider time) : IJobScheduleStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, KeptSchedule> _kept = new(StringComparer.Ordinal);

    public Task DeclareAsync(string job, string cron, string timeZone, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (!_kept.TryGetValue(job, out KeptSchedule? kept))
            {
                _kept.Add(job, new KeptSchedule(job, cron, timeZone, runs.LastRequest(job) ?? time.GetUtcNow()));
            }
            else if (kept.Cron != cron || kept.TimeZone != timeZone)
            {
                _kept[job] = new KeptSchedule(job, cron, timeZone, time.GetUtcNow());
            }
        }

        return Task.CompletedTask;
    }

    public Task<KeptSchedules> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(new KeptSchedules(time.GetUtcNow(), [.. _kept.Values]));
        }
    }

    public Task<bool> ServeAsync(KeptSchedule read, DueTime due, Guid run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(due);
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            bool isAsRead = _kept.GetValueOrDefault(read.Job) == read;

            if (isAsRead)
            {
                _kept[read.Job] = read with { ServedUntil = due.ServedUntil };
                runs.Queue(run, read.Job, due.At);
            }

            return Task.FromResult(isAsRead);
        }
    }
}
