using Microsoft.Extensions.Hosting;

namespace PromptIntel.ServiceDefaults;

/// <summary>
/// Gives back to the system what a burst of work left behind, once the process is quiet: the collector runs when something is allocated,
/// so a process that has become idle would keep its largest size for ever.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var quiet = new QuietPeriods();

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (quiet.CallForCollection(GC.GetTotalAllocatedBytes(), Environment.WorkingSet))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    NativeMemory.Release();
                    quiet.Collected(Environment.WorkingSet);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}

/// <summary>Decides when a process is quiet and has grown enough since the last time to be worth a full collection.</summary>
internal sealed class QuietPeriods
{
    private const long MostAllocated = 8 << 20;
    private const long LeastGrowth = 64 << 20;

    // Array pools let go of what was not used for a minute, and only when there is a collection.
    private const int PeriodsUntilPoolsAreStale = 22;

    private long _allocated;
    private long _size;
    private int _periodsLeft = -1;

    /// <param name="allocated">Bytes allocated since the process began.</param>
    /// <param name="size">Bytes that the process holds now.</param>
    public bool CallForCollection(long allocated, long size)
    {
        bool isQuiet = allocated - _allocated <= MostAllocated;
        bool hasGrown = size - _size >= LeastGrowth;
        _allocated = allocated;
        _periodsLeft -= _periodsLeft > 0 ? 1 : 0;

        if (!isQuiet || (!hasGrown && _periodsLeft != 0))
        {
            return false;
        }

        _periodsLeft = hasGrown ? PeriodsUntilPoolsAreStale : -1;
        return true;
    }

    /// <param name="size">Bytes that it holds after a collection: what it needs.</param>
    public void Collected(long size) => _size = size;
}
