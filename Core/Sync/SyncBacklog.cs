using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Sync;

/// <summary>How far a target is behind.</summary>
/// <param name="OldestSince">The oldest change of users' data that it has not got.</param>
/// <param name="CatalogBehind">Changes of the catalog that its copy has not got.</param>
public sealed record TargetBacklog(string Target, long Pending, DateTimeOffset? OldestSince, long Parked, long CatalogBehind);

/// <summary>What waits for each configured target, and for those that marks were left of. Safe for concurrent use.</summary>
public sealed class SyncBacklog
{
    private readonly ImmutableArray<string> _targets;
    private readonly IOutboxStore _outbox;
    private readonly ISyncCursorStore _cursors;
    private readonly PromptCatalog _catalog;

    internal SyncBacklog(SyncRoutes routes, IOutboxStore outbox, ISyncCursorStore cursors, PromptCatalog catalog) =>
        (_targets, _outbox, _cursors, _catalog) = (routes.Targets, outbox, cursors, catalog);

    public async Task<ImmutableArray<TargetBacklog>> ReadAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<OutboxBacklog> measured = await _outbox.MeasureAsync(cancellationToken);
        var backlogs = ImmutableArray.CreateBuilder<TargetBacklog>();

        foreach (string target in _targets.Union(measured.Select(backlog => backlog.Target), StringComparer.Ordinal))
        {
            OutboxBacklog backlog = measured.FirstOrDefault(one => one.Target == target) ?? new OutboxBacklog(target, 0, null, 0);
            long behind = _targets.Contains(target)
                ? _catalog.Position - ((await _cursors.FindAsync(target, cancellationToken))?.Position ?? 0)
                : 0;
            backlogs.Add(new TargetBacklog(target, backlog.Pending, backlog.OldestSince, backlog.Parked, Math.Max(0, behind)));
        }

        return backlogs.ToImmutable();
    }

    /// <summary>Parked marks of a target, oldest first.</summary>
    public Task<IReadOnlyList<OutboxRow>> ListParkedAsync(string target, int limit, CancellationToken cancellationToken) =>
        _outbox.ListParkedAsync(target, limit, cancellationToken);

    /// <summary>Has parked marks delivered again: one, or all of the target. Gives how many.</summary>
    public Task<int> RetryParkedAsync(string target, Guid? id, CancellationToken cancellationToken) =>
        _outbox.RetryParkedAsync(target, id, cancellationToken);
}
