using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis;

/// <summary>
/// One listener on one channel, from as soon as there is a connection until it is disposed. The client renews it
/// after every loss of the connection.
/// </summary>
internal sealed class RedisSubscription : IDisposable
{
    private static readonly TimeSpan RenewalTime = TimeSpan.FromMilliseconds(200);

    private readonly RedisLink _link;
    private readonly string _channel;
    private readonly Action<string> _received;
    private readonly Action? _restored;
    private readonly Task _subscribing;

    public RedisSubscription(RedisLink link, string channel, Action<string> received, Action? restored)
    {
        (_link, _channel, _received, _restored) = (link, channel, received, restored);
        _subscribing = SubscribeAsync();
    }

    public void Dispose() => _ = UnsubscribeAsync();

    private async Task SubscribeAsync()
    {
        RedisSession session = await _link.OpenAsync();
        session.Connection.ConnectionRestored += OnRestored;

        try
        {
            await session.Connection.GetSubscriber().SubscribeAsync(session.Channel(_channel), OnMessage);
        }
        catch (RedisException)
        {
            // The client keeps the subscription and makes it as soon as it connects.
        }
    }

    private async Task UnsubscribeAsync()
    {
        await _subscribing;
        RedisSession session = await _link.OpenAsync();
        session.Connection.ConnectionRestored -= OnRestored;

        try
        {
            await session.Connection.GetSubscriber().UnsubscribeAsync(session.Channel(_channel), OnMessage);
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            // Without a connection there is nothing to hear either.
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue value)
    {
        if ((string?)value is { } message)
        {
            _received(message);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (_restored is not null && restored.ConnectionType == ConnectionType.Subscription)
        {
            _ = ReportAsync((IConnectionMultiplexer)sender!, _restored);
        }
    }

    private static async Task ReportAsync(IConnectionMultiplexer connection, Action restored)
    {
        try
        {
            // Answered behind the client's own renewal of its subscriptions on that connection.
            await connection.GetSubscriber().PingAsync().WaitAsync(RenewalTime);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The client may lose a ping that it is given while it connects. Reporting too early costs a poll interval at most.
        }

        restored();
    }
}
