using System.Diagnostics;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Sync;

/// <summary>
/// Keeps a target's copy of the catalog behind the change log, which is its outbox: a cursor says how far it is. A log that does not
/// reach back to the cursor, or belongs to another catalog, means that everything is mirrored anew.
/// </summary>
public sealed class CatalogMirror
{
    private readonly ISyncTarget _target;
    private readonly ICatalogStore _catalog;
    private readonly ISyncCursorStore _cursors;
    private readonly int _batchSize;
    private readonly ILogger _logger;

    internal CatalogMirror(
        ISyncTarget target, ICatalogStore catalog, ISyncCursorStore cursors, IOptions<SyncOptions> options, ILogger logger) =>
        (_target, _catalog, _cursors, _batchSize, _logger) = (target, catalog, cursors, options.Value.BatchSize, logger);

    /// <summary>Mirrors the next changes. Gives how many of the log it took; fewer than a batch means that the end was reached.</summary>
    /// <exception cref="SyncTargetUnavailableException">The target cannot be reached; the cursor stays.</exception>
    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        SyncCursor? cursor = await _cursors.FindAsync(_target.Name, cancellationToken);
        ChangePage page = await _catalog.ReadChangesAsync(cursor?.Position ?? 0, _batchSize, cancellationToken);
        bool isFollowing = cursor is not null && cursor.CatalogId == page.CatalogId && cursor.Position <= page.LastPosition;

        if (isFollowing && cursor!.Position == page.LastPosition)
        {
            return 0;
        }

        using Activity? mirroring = SyncTelemetry.StartMirroring(_target.Name);

        if (!isFollowing || page.Changes is not [{ Position: var first }, ..] || first != cursor!.Position + 1)
        {
            await MirrorAllAsync(cancellationToken);
            return 0;
        }

        // An entry that changed several times stands in the page as it is now, each time.
        await MirrorAsync([.. page.Changes.Select(change => change.State).DistinctBy(state => state.Key)], cancellationToken);
        await _cursors.PutAsync(_target.Name, new SyncCursor(page.CatalogId, page.Changes[^1].Position), cancellationToken);
        return page.Changes.Count;
    }

    private async Task MirrorAllAsync(CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = await _catalog.LoadAsync(cancellationToken);

        foreach (EntryState[] entries in snapshot.Entries.Chunk(_batchSize))
        {
            await MirrorAsync(entries, cancellationToken);
        }

        await _cursors.PutAsync(_target.Name, new SyncCursor(snapshot.CatalogId, snapshot.Position), cancellationToken);
    }

    private async Task MirrorAsync(EntryState[] entries, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<EntryKey, string> refusals = await _target.MirrorAsync(entries, cancellationToken);
        SyncTelemetry.Mirrored.Add(entries.Length - refusals.Count, SyncTelemetry.Tag(_target.Name));

        foreach ((EntryKey key, string reason) in refusals)
        {
            Log.EntryRefused(_logger, _target.Name, key.ToString(), reason);
        }
    }
}
