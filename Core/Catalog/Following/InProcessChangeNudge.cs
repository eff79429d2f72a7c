using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Following;

/// <summary>Nudges within one process, where several parts may follow the log.</summary>
internal sealed class InProcessChangeNudge : IChangeNudge
{
    private ImmutableArray<Action> _subscribers = [];

    public void Publish(long position)
    {
        foreach (Action subscriber in _subscribers)
        {
            subscriber();
        }
    }

    public IDisposable Subscribe(Action nudged)
    {
        ImmutableInterlocked.Update(ref _subscribers, (subscribers, one) => subscribers.Add(one), nudged);
        return new Subscription(this, nudged);
    }

    private sealed class Subscription(InProcessChangeNudge nudge, Action nudged) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref nudge._subscribers, (subscribers, one) => subscribers.Remove(one), nudged);
    }
}
