using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Sync;

/// <summary>Growing pauses, half of each by chance so that many processes do not come back at once. Safe for concurrent use.</summary>
internal sealed class SyncBackoff(IOptions<SyncOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new();
    private readonly TimeSpan _first = options.Value.Backoff;
    private readonly TimeSpan _longest = options.Value.MaxBackoff;

    /// <param name="failures">How often it has failed, from 1.</param>
    public TimeSpan After(int failures)
    {
        double factor = Math.Pow(2, Math.Min(failures - 1, 30));
        TimeSpan full = TimeSpan.FromMilliseconds(Math.Min(_first.TotalMilliseconds * factor, _longest.TotalMilliseconds));

        lock (_lock)
        {
            return full * (0.5 + (_random.NextDouble() / 2));
        }
    }
}
