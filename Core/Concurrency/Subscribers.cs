using System.Collections.Immutable;

namespace PromptIntel.Core.Concurrency;

/// <summary>
/// Those who want to hear of something. Each is called on the thread that publishes, in the order in which they came, so it must be quick
/// and must not throw; one with work to do, or that may be slow, keeps a bounded queue of its own. Safe for concurrent use, without a lock.
/// </summary>
public sealed class Subscribers<T>
{
    private ImmutableArray<Subscription> _all = [];

    public bool IsEmpty => _all.IsEmpty;

    /// <summary>
    /// Dispose to stop: no call begins after that, also none of a publication that is under way, and nothing of the subscriber is held.
    /// </summary>
    public IDisposable Add(Action<T> receive)
    {
        var subscription = new Subscription(this, receive);
        ImmutableInterlocked.Update(ref _all, static (all, one) => all.Add(one), subscription);
        return subscription;
    }

    /// <summary>Tells everybody who is there now.</summary>
    public void Publish(T news)
    {
        foreach (Subscription subscription in _all)
        {
            subscription.Tell(news);
        }
    }

    private sealed class Subscription(Subscribers<T> subscribers, Action<T> receive) : IDisposable
    {
        private Action<T>? _receive = receive;

        public void Tell(T news) => Volatile.Read(ref _receive)?.Invoke(news);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _receive, null) is not null)
            {
                ImmutableInterlocked.Update(ref subscribers._all, static (all, one) => all.Remove(one), this);
            }
        }
    }
}
