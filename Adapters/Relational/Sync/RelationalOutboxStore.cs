using System.Collections.Immutable;

using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Relational.Sync;

/// <summary>Marks in one table, by the database's clock.</summary>
internal sealed class RelationalOutboxStore(RelationalDatabase database) : IOutboxStore
{
    private const string Columns = "o.id, o.target, o.owner, o.collection, o.document_id, o.since, o.attempts, o.is_parked, o.error";

    private readonly string _now = database.Dialect.NowMilliseconds;

    public Task<IReadOnlyList<OutboxRow>> TakeAsync(string target, int limit, CancellationToken cancellationToken) => ListAsync(
        $"""
        SELECT {Columns} FROM outbox o
        WHERE o.target = @target AND o.is_parked = 0 AND o.due_at <= {_now}
            AND o.owner NOT IN (SELECT e.owner FROM outbox e WHERE e.target = @target AND e.is_parked = 0 AND e.due_at > {_now})
        ORDER BY o.since, o.id LIMIT @limit
        """,
        [("@target", target), ("@limit", limit)],
        cancellationToken);

    public Task CompleteAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            $"DELETE FROM outbox WHERE {session.Dialect.IsIn("id", "@ids")}",
            [("@ids", ids.Select(id => id.ToString()).ToArray())],
            token), cancellationToken);

    public Task RetryAsync(Guid id, string error, TimeSpan delay, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            $"UPDATE outbox SET attempts = attempts + 1, error = @error, due_at = {_now} + @milliseconds WHERE id = @id",
            [("@id", id.ToString()), ("@error", error), ("@milliseconds", (long)delay.TotalMilliseconds)],
            token),
        cancellationToken);

    public Task ParkAsync(Guid id, string error, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "UPDATE outbox SET attempts = attempts + 1, error = @error, is_parked = 1 WHERE id = @id",
            [("@id", id.ToString()), ("@error", error)],
            token),
        cancellationToken);

    public Task<IReadOnlyList<OutboxRow>> ListParkedAsync(string target, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"SELECT {Columns} FROM outbox o WHERE o.target = @target AND o.is_parked = 1 ORDER BY o.since, o.id LIMIT @limit",
            [("@target", target), ("@limit", limit)],
            cancellationToken);

    public Task<int> RetryParkedAsync(string target, Guid? id, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            $"""
            UPDATE outbox SET is_parked = 0, attempts = 0, due_at = 0
            WHERE target = @target AND is_parked = 1{(id is null ? "" : " AND id = @id")}
            """,
            [("@target", target), ("@id", id?.ToString())],
            token),
        cancellationToken);

    public Task<ImmutableArray<OutboxBacklog>> MeasureAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            IReadOnlyList<BacklogRow> rows = await session.QueryAsync<BacklogRow>(
                """
                SELECT target, SUM(1 - is_parked) AS pending, MIN(since) AS oldest, SUM(is_parked) AS parked FROM outbox
                GROUP BY target
                ORDER BY target
                """,
                [], token);
            return rows.Select(row => new OutboxBacklog(row.Target, row.Pending, Instants.From(row.Oldest), row.Parked)).ToImmutableArray();
        },
        cancellationToken);

    private Task<IReadOnlyList<OutboxRow>> ListAsync(string sql, (string, SqlValue)[] parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OutboxRow>>(
            async (session, token) => [.. (await session.QueryAsync<MarkRow>(sql, parameters, token)).Select(row => row.ToRow())],
            cancellationToken);

    private sealed class MarkRow
    {
        public string Id { get; init; } = "";

        public string Target { get; init; } = "";

        public string Owner { get; init; } = "";

        public string Collection { get; init; } = "";

        public string DocumentId { get; init; } = "";

        public long Since { get; init; }

        public int Attempts { get; init; }

        public int IsParked { get; init; }

        public string? Error { get; init; }

        public OutboxRow ToRow() => new(
            Guid.Parse(Id), Target, new SyncDocument(SyncCollections.Parse(Collection), Owner, DocumentId), Instants.From(Since), Attempts,
            IsParked == 1, Error);
    }

    private sealed class BacklogRow
    {
        public string Target { get; init; } = "";

        public long Pending { get; init; }

        public long Oldest { get; init; }

        public long Parked { get; init; }
    }
}
