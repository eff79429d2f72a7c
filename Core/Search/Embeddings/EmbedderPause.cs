namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Lets searches do without a remote embedder that failed: after a pause, which grows with each try, one of them tries it again, and the
/// others do not wait for it until it answers. Safe for concurrent use.
/// </summary>
internal sealed class EmbedderPause(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();

    /// <summary>Zero while it answers.</summary>
    private TimeSpan _pause;
    private long _since;
    private long? _trial;

    /// <summary>A mark for <see cref="Failed"/> and <see cref="Ended"/>, which end the call; null for who is not to ask.</summary>
    public long? TryAsk()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();

            if (_pause > TimeSpan.Zero)
            {
                if (_trial is not null || time.GetElapsedTime(_since, now) < _pause)
                {
                    return null;
                }

                _trial = now;
            }

            return now;
        }
    }

    /// <summary>Calls that were under way when the first one failed do not lengthen the pause.</summary>
    /// <returns>Whether it answered until now.</returns>
    public bool Failed(long asked)
    {
        lock (_lock)
        {
            bool isFirst = _pause == TimeSpan.Zero;

            if (isFirst || asked == _trial)
            {
                _pause = TimeSpan.FromTicks(Math.Clamp(2 * _pause.Ticks, Shortest.Ticks, Longest.Ticks));
                _since = time.GetTimestamp();
            }

            return isFirst;
        }
    }

    /// <returns>Whether it had failed.</returns>
    public bool Answered()
    {
        lock (_lock)
        {
            bool wasAway = _pause > TimeSpan.Zero;
            _pause = TimeSpan.Zero;
            return wasAway;
        }
    }

    /// <summary>However a call ended: a trial whose client left is the next search's.</summary>
    public void Ended(long asked)
    {
        lock (_lock)
        {
            _trial = asked == _trial ? null : _trial;
        }
    }
}
