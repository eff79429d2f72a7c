using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Telemetry;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>
/// An instance that slept (its processor was taken away, or its store) learns what it missed before it answers. Safe for concurrent
/// use: whoever asks meanwhile waits for the same poll.
/// </summary>
public sealed class CatalogWakeUp(PromptCatalog catalog, IOptions<CatalogOptions> options, TimeProvider time, ILogger<CatalogWakeUp> logger)
{
    private readonly TimeSpan _bound = options.Value.PollInterval;
    private readonly TimeSpan _longestPause = 2 * options.Value.PollInterval;
    private readonly Lock _lock = new();
    private Task<bool> _poll = Task.FromResult(true);
    private DateTimeOffset _nextPollAt;

    /// <summary>
    /// Whether the change log was read to its end within twice the poll interval: one comparison. By the wall clock, because the
    /// monotonic one stands still while a machine is suspended.
    /// </summary>
    public bool IsAwake => SinceCaughtUp <= _longestPause;

    private TimeSpan SinceCaughtUp => catalog.CaughtUpAt is { } caughtUp ? time.GetUtcNow() - caughtUp : TimeSpan.Zero;

    /// <summary>
    /// Reads the change log once, for at most a poll interval. Null when the catalog is as it should be; else how old it is. After a
    /// failure nobody waits again until the next poll interval.
    /// </summary>
    public async Task<TimeSpan?> CatchUpAsync(CancellationToken cancellationToken) =>
        await Poll().WaitAsync(cancellationToken) ? null : SinceCaughtUp;

    private Task<bool> Poll()
    {
        lock (_lock)
        {
            if (_poll.IsCompleted)
            {
                _poll = IsAwake ? Task.FromResult(true) : time.GetUtcNow() < _nextPollAt ? Task.FromResult(false) : PollAsync();
            }

            return _poll;
        }
    }

    private async Task<bool> PollAsync()
    {
        using var bound = new CancellationTokenSource(_bound, time);

        try
        {
            await catalog.CatchUpAsync(bound.Token).WaitAsync(bound.Token);
            return true;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException)
        {
            _nextPollAt = time.GetUtcNow() + _bound;
            Log.TailFailed(logger, exception);
            return false;
        }
    }
}
