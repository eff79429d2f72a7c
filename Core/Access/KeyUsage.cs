namespace PromptIntel.Core.Access;

/// <summary>
/// What one key does in this process: how much of its rate is left, and when it was last used. The rate refills evenly, so a key that
/// paused may ask for a whole minute's requests at once, and no more than its limit a minute in the long run. Safe for concurrent use.
/// </summary>
public sealed class KeyUsage(string name, int? requestsPerMinute, TimeProvider time)
{
    private readonly long _stretch = requestsPerMinute is { } most ? TimeSpan.TicksPerMinute / most : 0;
    private long _bookedUntil;
    private long _lastUsed;

    public string Name => name;

    public int? RequestsPerMinute => requestsPerMinute;

    /// <summary>Null when it was not used since the process began.</summary>
    public DateTimeOffset? LastUsedAt =>
        Volatile.Read(ref _lastUsed) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Counts a request; one that is over the limit is not counted, and told how long to wait.</summary>
    public TimeSpan? Take()
    {
        long now = time.GetUtcNow().UtcTicks;
        Volatile.Write(ref _lastUsed, now);

        while (_stretch > 0)
        {
            long booked = Volatile.Read(ref _bookedUntil);
            long next = Math.Max(booked, now) + _stretch;

            if (next - now > TimeSpan.TicksPerMinute)
            {
                return TimeSpan.FromTicks(next - now - TimeSpan.TicksPerMinute);
            }

            if (Interlocked.CompareExchange(ref _bookedUntil, next, booked) == booked)
            {
                break;
            }
        }

        return null;
    }
}
