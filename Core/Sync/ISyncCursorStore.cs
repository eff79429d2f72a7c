namespace PromptIntel.Core.Sync;

/// <param name="CatalogId">Whose positions these are; another catalog begins anew.</param>
/// <param name="Position">Every change up to and including this one has been mirrored.</param>
public sealed record SyncCursor(Guid CatalogId, long Position);

/// <summary>
/// How far each target has followed the change log. Safe for concurrent use; the last write counts. Outages as in
/// <see cref="IOutboxStore"/>.
/// </summary>
public interface ISyncCursorStore
{
    /// <summary>Null for a target that has followed nothing yet.</summary>
    Task<SyncCursor?> FindAsync(string target, CancellationToken cancellationToken);

    Task PutAsync(string target, SyncCursor cursor, CancellationToken cancellationToken);
}
