using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Relational.Sync;

/// <summary>
/// Marks a document as changed, in the transaction that changes it: one row for each configured target, none without a target.
/// </summary>
internal sealed class OutboxMarks(SqlDialect dialect, SyncRoutes routes)
{
    public async Task AppendAsync(SqlSession session, SyncDocument document, CancellationToken cancellationToken)
    {
        foreach (string target in routes.Targets)
        {
            (string, SqlValue)[] parameters =
            [
                ("@id", Guid.CreateVersion7().ToString()), ("@target", target), ("@owner", document.Owner),
                ("@collection", document.Collection.ToText()), ("@documentId", document.Id),
            ];

            // A mark replaces the one before, under another id: who delivers that one completes only what it has read. It keeps the place
            // of the first, so that a document that changes all the time has its turn.
            IReadOnlyList<long> replaced = await session.QueryAsync<long>(
                """
                DELETE FROM outbox WHERE target = @target AND collection = @collection AND document_id = @documentId AND owner = @owner
                RETURNING since
                """,
                parameters,
                cancellationToken);
            long? since = replaced.Count == 0 ? null : replaced.Min();
            await session.SendAsync(
                $"""
                INSERT INTO outbox (id, target, owner, collection, document_id, since, due_at, attempts, is_parked)
                VALUES (@id, @target, @owner, @collection, @documentId, COALESCE(@since, {dialect.NowMilliseconds}), 0, 0, 0)
                """,
                [.. parameters, ("@since", since)],
                cancellationToken);
        }
    }
}
