using System.Collections.Immutable;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Sync;

/// <summary>
/// Keeps targets up to date for as long as the process runs: for each target one loop for its marks and one for its copy of the catalog,
/// each under a lease of its own, so that no outage of one holds up another.
/// </summary>
public sealed class SyncLoop
{
    private static readonly TimeSpan MeasureInterval = TimeSpan.FromSeconds(5);

    private readonly ImmutableArray<(string Target, OutboxRelay Relay, CatalogMirror Mirror)> _targets;
    private readonly IOutboxStore _outbox;
    private readonly LeasedWork _leases;
    private readonly SyncBackoff _backoff;
    private readonly SyncOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SyncLoop> _logger;

    internal SyncLoop(
        ImmutableArray<(string Target, OutboxRelay Relay, CatalogMirror Mirror)> targets, IOutboxStore outbox, LeasedWork leases,
        SyncBackoff backoff, IOptions<SyncOptions> options, TimeProvider time, ILogger<SyncLoop> logger) =>
        (_targets, _outbox, _leases, _backoff, _options, _time, _logger) = (targets, outbox, leases, backoff, options.Value, time, logger);

    /// <summary>Runs until cancelled; at once when no target is configured.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_targets.SelectMany(target => new[]
    {
        HoldAsync(
            target.Target,
            $"outbox/{target.Target}",
            async token => await target.Relay.DeliverAsync(token) >= _options.BatchSize,
            isMeasured: true,
            cancellationToken),
        HoldAsync(
            target.Target,
            $"mirror/{target.Target}",
            async token => await target.Mirror.FollowAsync(token) >= _options.BatchSize,
            isMeasured: false,
            cancellationToken),
    }));

    /// <summary>Takes the lease whenever it is free and works under it.</summary>
    /// <param name="work">True when there is more to do at once.</param>
    private async Task HoldAsync(
        string target, string lease, Func<CancellationToken, Task<bool>> work, bool isMeasured, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _leases.RunAsync(
                    lease, _options.LeaseDuration, (_, token) => WorkAsync(target, work, isMeasured, token), cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it is, the marks are kept: trying again is right, and taking the process down would stop more than this.
                Log.StoreFailed(_logger, exception, target);
            }

            await Task.Delay(_backoff.After(2), _time, cancellationToken);
        }
    }

    private async Task WorkAsync(
        string target, Func<CancellationToken, Task<bool>> work, bool isMeasured, CancellationToken cancellationToken)
    {
        int failures = 0;
        long measuredAt = 0;

        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan pause = _options.PollInterval;

            try
            {
                bool hasMore = await work(cancellationToken);
                pause = hasMore ? TimeSpan.Zero : pause;

                if (failures > 0)
                {
                    Log.Reachable(_logger, target);
                    failures = 0;
                }
            }
            catch (SyncTargetUnavailableException unavailable)
            {
                SyncTelemetry.Unreachable.Add(1, SyncTelemetry.Tag(target));

                if (failures++ == 0)
                {
                    Log.Unreachable(_logger, target, unavailable.Message);
                }

                pause = _backoff.After(failures);
            }

            if (isMeasured && (measuredAt == 0 || _time.GetElapsedTime(measuredAt) >= MeasureInterval))
            {
                measuredAt = _time.GetTimestamp();
                SyncTelemetry.Observe(target, await _outbox.MeasureAsync(cancellationToken), _time.GetUtcNow());
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }
}
