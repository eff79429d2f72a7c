namespace PromptIntel.Adapters.Redis;

/// <summary>One subscription for each execution that somebody watches in this process, however many do. Safe for concurrent use.</summary>
internal sealed class RedisWatches(Func<Guid, IDisposable> subscribe)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (IDisposable Subscription, int Watchers)> _watched = [];

    /// <summary>Dispose to stop; the last one ends the subscription.</summary>
    public IDisposable Add(Guid id)
    {
        lock (_lock)
        {
            (IDisposable subscription, int watchers) = _watched.TryGetValue(id, out (IDisposable, int) watched)
                ? watched
                : (subscribe(id), 0);
            _watched[id] = (subscription, watchers + 1);
        }

        return new Watch(this, id);
    }

    private void Remove(Guid id)
    {
        lock (_lock)
        {
            (IDisposable subscription, int watchers) = _watched[id];

            if (watchers > 1)
            {
                _watched[id] = (subscription, watchers - 1);
                return;
            }

            _watched.Remove(id);
            subscription.Dispose();
        }
    }

    private sealed class Watch(RedisWatches watches, Guid id) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                watches.Remove(id);
            }
        }
    }
}
