using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PromptIntel.Client.Transport;

/// <summary>
/// Follows a stream of server-sent events across broken connections: it goes on behind the last event that was seen, so none is missed
/// and none comes twice. A server that says nothing for three of its heartbeats counts as gone.
/// </summary>
internal sealed class EventReader(ApiRequests requests, TimeProvider time)
{
    private const int ShortestPauseMs = 50;
    private const int LongestPauseMs = 5_000;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(46);

    /// <summary>Ends when the server says that there will be no more.</summary>
    /// <param name="after">The last event that was seen; null for none.</param>
    /// <param name="watch">Told when a connection stands and when it broke, which may be never.</param>
    /// <param name="patience">How long no connection may come about; endless when null.</param>
    /// <exception cref="PromptIntelException">The server refuses the stream.</exception>
    /// <exception cref="HttpRequestException">No server answered for <paramref name="patience"/>.</exception>
    public async IAsyncEnumerable<RawEvent> FollowAsync(
        string path, long? after, IEventWatch? watch, TimeSpan? patience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();

        for (int failures = 0; ; failures++)
        {
            bool isLast = patience is { } limit && time.GetElapsedTime(since) > limit;
            EventConnection? connection = await TryConnectAsync(path, after, isLast, cancellationToken);

            if (connection is { IsOver: true })
            {
                yield break;
            }

            if (connection is not null)
            {
                using (connection)
                {
                    watch?.Connected();

                    while (await connection.TryReadAsync(watch, cancellationToken) is { } item)
                    {
                        failures = 0;
                        after = item.Id ?? after;
                        yield return item;
                    }
                }

                since = time.GetTimestamp();
            }

            watch?.Disconnected();
            int pause = Math.Min(LongestPauseMs, ShortestPauseMs << Math.Min(failures, 10));
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(pause / 2, pause + 1)), time, cancellationToken);
        }
    }

    private async Task<EventConnection?> TryConnectAsync(string path, long? after, bool isLast, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");

        if (after is { } seen)
        {
            request.Headers.Add("Last-Event-ID", seen.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            HttpResponseMessage response = await requests.SendAsync(request, cancellationToken);
            return await EventConnection.OpenAsync(response, Silence, time, cancellationToken);
        }
        catch (Exception outage) when (!isLast && Outages.IsOne(outage, cancellationToken))
        {
            return null;
        }
    }
}

/// <summary>Hears how a stream fares. Called from the reader's own flow, one call at a time.</summary>
internal interface IEventWatch
{
    void Connected();

    /// <summary>Something came, be it a heartbeat.</summary>
    void Heard();

    void Disconnected();
}

/// <summary>One event as it came.</summary>
/// <param name="Id">Null for one that is not kept.</param>
internal sealed record RawEvent(long? Id, string Type, string Data);
