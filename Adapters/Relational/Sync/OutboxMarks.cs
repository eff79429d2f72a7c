using System.Data.Common;

using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Relational.Sync;

/// <summary>Marks a document as changed, in the transaction that changes it: one row for each configured target, none without a target.</summary>
internal sealed class OutboxMarks(SqlDialect dialect, SyncRoutes routes)
{
    public async Task AppendAsync(DbTransaction transaction, SyncDocument document, CancellationToken cancellationToken)
    {
        foreach (string target in routes.Targets)
        {
            var parameters = new
            {
                id = Guid.CreateVersion7().ToString(),
                target,
                document.Owner,
                collection = document.Collection.ToText(),
                documentId = document.Id,
            };

            // A mark replaces the one before, under another id: who delivers that one completes only what it has read. It keeps the place
            // of the first, so that a document that changes all the time has its turn.
            IReadOnlyList<long> replaced = await transaction.QueryAsync<long>(
                "DELETE FROM outbox WHERE target = @target AND collection = @collection AND document_id = @documentId AND owner = @Owner RETURNING since", parameters, cancellationToken);
            string since = replaced.Count == 0 ? dialect.NowMilliseconds : replaced.Min().ToString(System.Globalization.CultureInfo.InvariantCulture);
            await transaction.ExecuteAsync(
                $"""
                INSERT INTO outbox (id, target, owner, collection, document_id, since, due_at, attempts, is_parked)
                VALUES (@id, @target, @Owner, @collection, @documentId, {since}, 0, 0, 0)
                """,
                parameters,
                cancellationToken);
        }
    }
}
