using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>Counts how often this instance was the one that served a time, and can be out of reach for it.</summary>
internal sealed class RecordingScheduleStore(IJobScheduleStore inner) : IJobScheduleStore
{
    private int _served;

    public int Served => Volatile.Read(ref _served);

    public bool IsAway { get; set; }

    /// <summary>Set once it was away when a time was due.</summary>
    public TaskCompletionSource WasMissed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task DeclareAsync(string job, string cron, string timeZone, CancellationToken cancellationToken) =>
        inner.DeclareAsync(job, cron, timeZone, cancellationToken);

    public Task<KeptSchedules> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    public async Task<bool> ServeAsync(KeptSchedule read, DueTime due, Guid run, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            WasMissed.TrySetResult();
            throw new IOException("Away.");
        }

        bool isFirst = await inner.ServeAsync(read, due, run, cancellationToken);
        _ = isFirst ? Interlocked.Increment(ref _served) : 0;
        return isFirst;
    }
}
