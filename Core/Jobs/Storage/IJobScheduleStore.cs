namespace PromptIntel.Core.Jobs.Storage;

/// <summary>
/// Keeps the schedule of each job and how far it was served, for all instances. Every write is one transaction; times are of the store's
/// clock. Safe for concurrent use, by any number of processes. An outage throws an <see cref="IOException"/> or a
/// <see cref="TimeoutException"/>.
/// </summary>
public interface IJobScheduleStore
{
    /// <summary>
    /// Keeps this schedule of a job. The one that is kept already stays as it is, with what was missed meanwhile; another counts from now.
    /// The first of a job counts from its last run, else from the last run of any job, else from now.
    /// </summary>
    /// <param name="cron">Empty: never due.</param>
    Task DeclareAsync(string job, string cron, string timeZone, CancellationToken cancellationToken);

    Task<KeptSchedules> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Serves one time of a schedule, if that is still as it was read: moves it on, and queues a run unless one is open, which serves this
    /// time too. False when another instance was first, or the schedule has changed: nothing is written then.
    /// </summary>
    /// <param name="run">The id of the run.</param>
    Task<bool> ServeAsync(KeptSchedule read, DueTime due, Guid run, CancellationToken cancellationToken);
}

/// <param name="Now">The store's clock.</param>
public sealed record KeptSchedules(DateTimeOffset Now, IReadOnlyList<KeptSchedule> All);

/// <param name="Cron">Empty: never due.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="ServedUntil">Every time up to here is served.</param>
public sealed record KeptSchedule(string Job, string Cron, string TimeZone, DateTimeOffset ServedUntil);

/// <param name="At">When it was due.</param>
/// <param name="ServedUntil">Up to where times are served with it; not before <paramref name="At"/>.</param>
public sealed record DueTime(DateTimeOffset At, DateTimeOffset ServedUntil);
