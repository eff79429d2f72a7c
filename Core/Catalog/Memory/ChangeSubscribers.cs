using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Memory;

/// <summary>Those who want to hear of applied changes. Safe for concurrent use.</summary>
internal sealed class ChangeSubscribers
{
    private ImmutableArray<Action<EntryState>> _subscribers = [];

    /// <summary>Dispose to stop.</summary>
    public IDisposable Add(Action<EntryState> applied)
    {
        ImmutableInterlocked.Update(ref _subscribers, (subscribers, one) => subscribers.Add(one), applied);
        return new Subscription(this, applied);
    }

    public void Notify(IEnumerable<EntryState> states)
    {
        ImmutableArray<Action<EntryState>> subscribers = _subscribers;
        if (subscribers.IsEmpty)
        {
            return;
        }

        foreach (EntryState state in states)
        {
            foreach (Action<EntryState> subscriber in subscribers)
            {
                subscriber(state);
            }
        }
    }

    private sealed class Subscription(ChangeSubscribers all, Action<EntryState> applied) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref all._subscribers, (subscribers, one) => subscribers.Remove(one), applied);
    }
}
