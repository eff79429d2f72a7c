using System.Net;
using System.Net.Sockets;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// The way of one instance to Redis. Once shut, what the instance says is swallowed: it has published, and nobody will ever hear it.
/// </summary>
internal sealed class RedisGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string[] _redis;
    private readonly Task _accepting;
    private volatile bool _isShut;

    public RedisGate(string redis)
    {
        _redis = redis.Split(':');
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public void Shut() => _isShut = true;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await ((Task)_accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
    }

    private async Task ForwardAsync(TcpClient instance)
    {
        using (instance)
        using (var redis = new TcpClient())
        {
            try
            {
                await redis.ConnectAsync(_redis[0], int.Parse(_redis[1], System.Globalization.CultureInfo.InvariantCulture), _end.Token);
                await Task.WhenAny(PumpAsync(instance, redis, isGated: true), PumpAsync(redis, instance, isGated: false));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // A side has gone; the other notices.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isGated)
    {
        byte[] buffer = new byte[16 * 1024];

        while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
        {
            if (!isGated || !_isShut)
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
    }
}
