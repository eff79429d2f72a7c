using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog.Following;

namespace PromptIntel.Adapters.Redis;

/// <summary>
/// Nudges the other instances over Redis, and the followers of this process directly. After Redis was gone it nudges once, because
/// what was published meanwhile is lost.
/// </summary>
internal sealed class RedisChangeNudge : IChangeNudge, IDisposable
{
    private const string Channel = "changes";

    private readonly RedisBus _bus;
    private readonly IDisposable _subscription;
    private ImmutableArray<Action> _followers = [];

    public RedisChangeNudge(RedisBus bus)
    {
        _bus = bus;
        _subscription = bus.Subscribe(Channel, _ => Nudge(), Nudge);
    }

    public void Publish(long position)
    {
        _bus.Publish(Channel, position.ToString(CultureInfo.InvariantCulture));
        // Another instance may have committed just before: its change is missing here, and its own nudge may be lost.
        Nudge();
    }

    public IDisposable Subscribe(Action nudged)
    {
        ImmutableInterlocked.Update(ref _followers, (followers, one) => followers.Add(one), nudged);
        return new Follower(this, nudged);
    }

    public void Dispose() => _subscription.Dispose();

    private void Nudge()
    {
        foreach (Action follower in _followers)
        {
            follower();
        }
    }

    private sealed class Follower(RedisChangeNudge nudge, Action nudged) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref nudge._followers, (followers, one) => followers.Remove(one), nudged);
    }
}
