using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// A client's own cache, as a frontend keeps it: filled from the catalog's list, kept fresh by /api/changes, gone on by Last-Event-ID with
/// the next instance whenever a stream breaks or falls silent.
/// </summary>
internal sealed class ChangesClient : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Func<int, ApiInstance> _instances;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Task _following;
    private Dictionary<string, int> _versions = [];
    private long? _position;

    /// <param name="instances">The instance for a turn, as they are at that moment.</param>
    public ChangesClient(Func<int, ApiInstance> instances)
    {
        _instances = instances;
        _following = FollowAsync();
    }

    public long Position
    {
        get
        {
            lock (_lock)
            {
                return _position ?? 0;
            }
        }
    }

    /// <summary>The production version of every entry, as this client would serve it.</summary>
    public Dictionary<string, int> Versions
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_versions);
            }
        }
    }

    /// <summary>Ends it; throws what went wrong.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _end.Dispose();
    }

    private async Task FollowAsync()
    {
        using var pause = new PeriodicTimer(Pause);

        for (int turn = 0; !_end.IsCancellationRequested; turn++)
        {
            try
            {
                await FollowAsync(_instances(turn));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException
                or OperationCanceledException or ObjectDisposedException)
            {
                // The instance or what is behind it is broken: on to the next one.
            }

            await ((Task)pause.WaitForNextTickAsync(_end.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(ApiInstance instance)
    {
        if (_position is null)
        {
            await FillAsync(instance, 0);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/changes");
        request.Headers.Add("Last-Event-ID", _position!.Value.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage response =
            await instance.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token).WaitAsync(Silence, _end.Token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_end.Token));
        string type = "";

        while (await reader.ReadLineAsync(_end.Token).AsTask().WaitAsync(Silence, _end.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                await TakeAsync(instance, type, JsonElement.Parse(line["data: ".Length..]));
            }
        }
    }

    private async Task TakeAsync(ApiInstance instance, string type, JsonElement data)
    {
        long position = data.GetProperty("position").GetInt64();

        if (type == "reset")
        {
            await FillAsync(instance, position);
            return;
        }

        lock (_lock)
        {
            Assert.Equal(_position + 1, position);
            _position = position;
            _versions[data.GetProperty("name").GetString()!] = data.GetProperty("labels").GetProperty("production").GetInt32();
        }
    }

    private async Task FillAsync(ApiInstance instance, long minPosition)
    {
        (long position, Dictionary<string, int> versions) = await instance.CatalogAsync(minPosition);

        lock (_lock)
        {
            (_position, _versions) = (position, versions);
        }
    }
}
