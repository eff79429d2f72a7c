using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Following;

/// <summary>
/// Tells subscribers that something derived from the catalog was replaced as a whole, learned with the change log. Level, not edge: a
/// subscriber looks at what there is now, so being told twice, or once for two changes, is well. Safe for concurrent use.
/// </summary>
public sealed class DerivedChanges
{
    private ImmutableArray<Action> _subscribers = [];
    private long _revision = -1;

    /// <summary>Calls back, on the thread that reads the log, after each change; the callback must be quick. Dispose to stop.</summary>
    public IDisposable Subscribe(Action changed)
    {
        ImmutableInterlocked.Update(ref _subscribers, (subscribers, one) => subscribers.Add(one), changed);
        return new Subscription(this, changed);
    }

    /// <summary>Takes the revision that was read with the log; another than before tells the subscribers.</summary>
    public void Observe(long revision)
    {
        if (Interlocked.Exchange(ref _revision, revision) != revision)
        {
            foreach (Action subscriber in _subscribers)
            {
                subscriber();
            }
        }
    }

    private sealed class Subscription(DerivedChanges all, Action changed) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref all._subscribers, (subscribers, one) => subscribers.Remove(one), changed);
    }
}
