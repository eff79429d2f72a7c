using System.Threading.Channels;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Telemetry;

namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>Follows the change log: when a nudge tells of more than is known, and at every poll interval whatever happens.</summary>
public sealed class CatalogTail(
    PromptCatalog catalog, IChangeNudge nudge, IOptions<CatalogOptions> options, TimeProvider time, ILogger<CatalogTail> logger)
{
    /// <summary>Stands for a nudge without a position: beyond whatever is known.</summary>
    private const long Anything = long.MaxValue;

    /// <summary>Runs until cancelled; an outage of the store is logged and tried again at the next poll.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Channel<bool> nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        long heard = 0;
        using IDisposable subscription = nudge.Subscribe(position =>
        {
            RaiseTo(ref heard, position ?? Anything);
            nudges.Writer.TryWrite(true);
        });
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        Task<bool> tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        Task<bool> nudged = nudges.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (await await Task.WhenAny(tick, nudged))
        {
            // What comes while the log is read, and was not read with it, asks for another reading.
            (bool isTick, bool isNudge) = (tick.IsCompleted, nudged.IsCompleted);

            while (nudges.Reader.TryRead(out _))
            {
            }

            if (Interlocked.Exchange(ref heard, 0) > catalog.Position || isTick)
            {
                await CatchUpAsync(cancellationToken);
            }

            tick = isTick ? timer.WaitForNextTickAsync(cancellationToken).AsTask() : tick;
            nudged = isNudge ? nudges.Reader.WaitToReadAsync(cancellationToken).AsTask() : nudged;
        }
    }

    private static void RaiseTo(ref long heard, long position)
    {
        long known = Volatile.Read(ref heard);

        while (position > known && Interlocked.CompareExchange(ref heard, position, known) is var current && current != known)
        {
            known = current;
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catalog.CatchUpAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.TailFailed(logger, exception);
        }
    }
}
