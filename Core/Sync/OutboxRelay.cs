using System.Diagnostics;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Sync;

/// <summary>
/// Delivers the marks of one target. Oldest first and in order for each owner; what the target refuses is tried again later and finally
/// parked, while a target that cannot be reached costs no row an attempt. Any number of relays may run at once, as after a lost lease:
/// each delivery reads the current state under the target's own protection, so a late or repeated one changes nothing.
/// </summary>
public sealed class OutboxRelay
{
    private readonly ISyncTarget _target;
    private readonly IOutboxStore _outbox;
    private readonly ISyncSource _source;
    private readonly SyncBackoff _backoff;
    private readonly SyncOptions _options;
    private readonly ILogger _logger;

    internal OutboxRelay(
        ISyncTarget target, IOutboxStore outbox, ISyncSource source, SyncBackoff backoff, IOptions<SyncOptions> options, ILogger logger) =>
        (_target, _outbox, _source, _backoff, _options, _logger) = (target, outbox, source, backoff, options.Value, logger);

    /// <summary>
    /// Delivers what is due, one batch. Gives how many rows were taken; fewer than a batch means that nothing more was due.
    /// </summary>
    /// <exception cref="SyncTargetUnavailableException">The target cannot be reached; all rows stay.</exception>
    public async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OutboxRow> rows = await _outbox.TakeAsync(_target.Name, _options.BatchSize, cancellationToken);

        if (rows.Count == 0)
        {
            return 0;
        }

        using Activity? delivery = SyncTelemetry.StartDelivery(_target.Name, rows.Count);
        IReadOnlyDictionary<Guid, string> refusals = await _target.DeliverAsync(rows, _source, cancellationToken);
        List<OutboxRow> delivered = [.. rows.Where(row => !refusals.ContainsKey(row.Id))];

        if (delivered.Count > 0)
        {
            await _outbox.CompleteAsync([.. delivered.Select(row => row.Id)], cancellationToken);
            SyncTelemetry.Delivered.Count(_target.Name, delivered.Select(row => row.Document));
        }

        foreach (OutboxRow refused in rows.Where(row => refusals.ContainsKey(row.Id)))
        {
            await RefuseAsync(refused, refusals[refused.Id], cancellationToken);
        }

        return rows.Count;
    }

    private Task RefuseAsync(OutboxRow row, string reason, CancellationToken cancellationToken)
    {
        int attempts = row.Attempts + 1;
        SyncTelemetry.Refused.Count(_target.Name, [row.Document]);

        if (attempts < _options.MaxAttempts)
        {
            return _outbox.RetryAsync(row.Id, reason, _backoff.After(attempts), cancellationToken);
        }

        Log.Parked(_logger, _target.Name, row.Document.Collection.ToText(), attempts, reason);
        return _outbox.ParkAsync(row.Id, reason, cancellationToken);
    }
}
