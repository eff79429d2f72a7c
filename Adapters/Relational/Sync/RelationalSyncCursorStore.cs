using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Relational.Sync;

/// <summary>Cursors in one table.</summary>
internal sealed class RelationalSyncCursorStore(RelationalDatabase database) : ISyncCursorStore
{
    public Task<SyncCursor?> FindAsync(string target, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
            await session.QuerySingleOrDefaultAsync<CursorRow>(
                "SELECT catalog_id, position FROM sync_cursors WHERE target = @target", [("@target", target)], token) is { } row
                ? new SyncCursor(Guid.Parse(row.CatalogId), row.Position)
                : null,
        cancellationToken);

    public Task PutAsync(string target, SyncCursor cursor, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            """
            INSERT INTO sync_cursors (target, catalog_id, position) VALUES (@target, @catalog, @Position)
            ON CONFLICT (target) DO UPDATE SET catalog_id = excluded.catalog_id, position = excluded.position
            """,
            [("@target", target), ("@catalog", cursor.CatalogId.ToString()), ("@Position", cursor.Position)],
            token),
        cancellationToken);

    private sealed class CursorRow
    {
        public string CatalogId { get; init; } = "";

        public long Position { get; init; }
    }
}
