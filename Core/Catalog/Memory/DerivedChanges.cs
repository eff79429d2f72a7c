using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Catalog.Memory;

/// <summary>
/// Tells subscribers that something derived from the catalog was replaced as a whole, learned with the change log. Level, not edge: a
/// subscriber looks at what there is now, so being told twice, or once for two changes, is well. Safe for concurrent use.
/// </summary>
public sealed class DerivedChanges
{
    private readonly Subscribers<long> _subscribers = new();
    private long _revision = -1;

    /// <summary>Calls back, on the thread that reads the log, after each change; the callback must be quick. Dispose to stop.</summary>
    public IDisposable Subscribe(Action changed) => _subscribers.Add(_ => changed());

    /// <summary>Takes the revision that was read with the log; another than before tells the subscribers.</summary>
    public void Observe(long revision)
    {
        if (Interlocked.Exchange(ref _revision, revision) != revision)
        {
            _subscribers.Publish(revision);
        }
    }
}
