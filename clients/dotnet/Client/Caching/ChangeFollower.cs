using System.Text.Json;

using PromptIntel.Client.Catalog;
using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Caching;

/// <summary>
/// Follows the change log from where the catalog's list stood, for ever; begins anew after a reset. One loop takes the changes in their
/// order, another refreshes behind it, so that a slow read holds up no change.
/// </summary>
internal sealed class ChangeFollower(
    PromptsClient prompts,
    TimeProvider time,
    Func<long, CancellationToken, Task<long>> fill,
    Action<CatalogChange> take,
    Func<CancellationToken, Task> refresh) : IEventWatch, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Ten wrong keys a minute would lock the whole address out.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Lock _lock = new();
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiting = [];
    private Task? _loops;
    private long _position;
    private long _heardAt;
    private volatile bool _isFollowing;
    private bool _isDisposed;

    public long Position => Volatile.Read(ref _position);

    public bool IsFollowing => _isFollowing;

    public DateTimeOffset? HeardAt => Volatile.Read(ref _heardAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Start()
    {
        if (Volatile.Read(ref _loops) is null)
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, typeof(PromptCache));
                _loops ??= Task.WhenAll(Task.Run(FollowAsync), Task.Run(RefreshAsync));
            }
        }
    }

    public Task WaitForAsync(long position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_position >= position)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((position, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public void Connected()
    {
        Heard();
        _isFollowing = true;
        _news.Release();
    }

    public void Heard() => Volatile.Write(ref _heardAt, time.GetUtcNow().UtcTicks);

    public void Disconnected() => _isFollowing = false;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _end.CancelAsync();
        _isFollowing = false;
        await (_loops ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _news.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TimeSpan pause = Pause;

            try
            {
                if (Position == 0)
                {
                    Reach(await fill(0, _end.Token));
                }

                await FollowAsync(Position);
            }
            catch (Exception away) when (away is PromptIntelException or JsonException || Outages.IsOne(away, _end.Token))
            {
                // No server yet, one that refuses the key, or something else in its place: tried again, since all may be mended.
                pause = away is PromptIntelException { IsOutage: false } ? PauseAfterRefusal : Pause;
            }
            finally
            {
                Disconnected();
            }

            await Task.Delay(pause, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(long after)
    {
        await foreach (CatalogChange change in prompts.FollowAsync(after, this, _end.Token))
        {
            if (change.IsReset)
            {
                Reach(await fill(change.Position, _end.Token));
            }
            else
            {
                take(change);
                Reach(change.Position);
            }

            _news.Release();
        }
    }

    private async Task RefreshAsync()
    {
        while (true)
        {
            await _news.WaitAsync(_end.Token);

            while (_news.Wait(0, CancellationToken.None))
            {
                // Many changes at once are one refresh.
            }

            try
            {
                await refresh(_end.Token);
            }
            catch (Exception away) when (Outages.IsOne(away, _end.Token))
            {
                // What is outdated stays so; the next change or connection brings the next refresh.
            }
        }
    }

    private void Reach(long position)
    {
        lock (_lock)
        {
            Volatile.Write(ref _position, position);
            _waiting.RemoveAll(waiting => waiting.Position <= position && waiting.Reached.TrySetResult());
        }
    }
}
