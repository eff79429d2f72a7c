using System.Collections.Immutable;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>A job that only counts its runs, over all instances of this process.</summary>
internal sealed class TickingJob(string cron) : IScheduledJob
{
    private int _running;
    private int _runs;

    public string Name => "tick";

    public string Description => "For tests";

    public string DefaultCron => cron;

    public int Runs => Volatile.Read(ref _runs);

    public bool HasOverlapped { get; private set; }

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        HasOverlapped |= Interlocked.Increment(ref _running) > 1;
        await Task.Yield();
        Interlocked.Decrement(ref _running);
        return ImmutableSortedDictionary<string, long>.Empty.Add("runs", Interlocked.Increment(ref _runs));
    }
}
