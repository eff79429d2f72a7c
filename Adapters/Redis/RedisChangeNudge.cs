using System.Globalization;

using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Adapters.Redis;

/// <summary>
/// Nudges the other instances over Redis, and the followers of this process directly. After Redis was gone it nudges once, because
/// what was published meanwhile is lost.
/// </summary>
internal sealed class RedisChangeNudge : IChangeNudge, IDisposable
{
    private const string Channel = "changes";

    /// <summary>The message without a position; what a later build may send is taken for one too.</summary>
    private const string NoPosition = "none";

    private readonly RedisBus _bus;
    private readonly IDisposable _subscription;
    private readonly Subscribers<long?> _followers = new();

    public RedisChangeNudge(RedisBus bus)
    {
        _bus = bus;
        _subscription = bus.Subscribe(Channel, message => _followers.Publish(PositionOf(message)), () => _followers.Publish(null));
    }

    public void Publish(long? position)
    {
        _bus.Publish(Channel, position?.ToString(CultureInfo.InvariantCulture) ?? NoPosition);
        // Another instance may have committed just before: its change is missing here, and its own nudge may be lost.
        _followers.Publish(position);
    }

    public IDisposable Subscribe(Action<long?> nudged) => _followers.Add(nudged);

    public void Dispose() => _subscription.Dispose();

    private static long? PositionOf(string message) =>
        long.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out long position) ? position : null;
}
