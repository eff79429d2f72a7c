using Microsoft.Extensions.Logging;

using PromptIntel.Core.Storage;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis;

/// <summary>
/// Messages between the processes of one installation, at most once. Sending never waits and never throws: what Redis does not take is
/// lost, and who listens hears of the time when messages may have been lost. Own messages are not heard. Safe for concurrent use.
/// </summary>
internal sealed class RedisBus(RedisLink link, TimeProvider time, ILogger<RedisBus> logger)
{
    private readonly string _sender = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    public void Publish(string channel, string message) => _ = PublishAsync(channel, message);

    /// <param name="received">A message of another process; called one after the other.</param>
    /// <param name="restored">The connection was lost and is back: messages in between were not heard.</param>
    public IDisposable Subscribe(string channel, Action<string> received, Action? restored = null) =>
        new RedisSubscription(link, channel, message => OnMessage(channel, message, received), restored);

    /// <summary>Whether any process, this one included, listens on a channel; false when Redis does not say.</summary>
    public async Task<bool> HasSubscribersAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            RedisResult answer = await link.CallAsync(
                "PUBSUB", session => session.Connection.GetDatabase().ExecuteAsync("PUBSUB", "NUMSUB", session.Prefix + channel),
                cancellationToken);
            return (RedisResult[]?)answer is [_, var count] && (long)count > 0;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task PublishAsync(string channel, string message)
    {
        try
        {
            await link.CallAsync(
                "PUBLISH",
                session => session.Connection.GetSubscriber().PublishAsync(session.Channel(channel), $"{_sender} {message}"),
                CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or RedisException)
        {
            RedisTelemetry.Unpublished.Add(1);
        }
    }

    private void OnMessage(string channel, string message, Action<string> received)
    {
        switch (message.Split(' ', 2))
        {
            case [var sender, var text] when sender != _sender:
                received(text);
                break;
            case [_]:
                Log.Unreadable(logger, channel);
                break;
            default:
                break;
        }
    }
}
