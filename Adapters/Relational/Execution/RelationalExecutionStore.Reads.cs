using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

internal sealed partial class RelationalExecutionStore
{
    public async Task<ExecutionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.QueryAsync<ExecutionRow>(ExecutionReads.ById, [("@id", Stored.Id(id))], cancellationToken) is [var row]
            ? row.ToRecord()
            : null;

    public Task<ImmutableArray<StageResult>> GetResultsAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) => (await ExecutionReads.ResultsAsync(session, Stored.Id(id), token)).ToImmutableArray(),
            cancellationToken);

    public Task<ImmutableArray<StageAttempt>> GetAttemptsAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) => (await ExecutionReads.AttemptsAsync(session, Stored.Id(id), token)).ToImmutableArray(),
            cancellationToken);

    public Task<ImmutableArray<StageTurn>> GetTurnsAsync(Guid id, string path, string itemKey, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => TurnRows.ReadAsync(session, Stored.Id(id), path, itemKey, token), cancellationToken);

    public async Task<ImmutableArray<ExecutionEvent>> GetEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<EventRow>(
            "SELECT seq, type, stage, data FROM execution_events WHERE owner_id = @id AND seq > @after ORDER BY seq LIMIT @limit",
            [("@id", Stored.Id(id)), ("@after", after), ("@limit", limit)],
            cancellationToken)).Select(row => row.ToEvent())];

    public async Task<ImmutableArray<ArtifactRecord>> GetArtifactsAsync(Guid id, CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<ArtifactRow>(
            $"""
            SELECT {ArtifactRow.Columns} FROM execution_artifacts a
            WHERE a.execution_id = @id
            ORDER BY a.seq, a.stage_path, a.item_key, a.name
            """,
            [("@id", Stored.Id(id))],
            cancellationToken)).Select(row => row.ToRecord())];

    public async Task<ArtifactContent?> FindArtifactAsync(Guid id, string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync<ArtifactRow>(
            $"""
            SELECT {ArtifactRow.Columns}, b.content FROM execution_artifacts a JOIN blobs b ON b.hash = a.hash
            WHERE a.execution_id = @id AND a.name = @name
            ORDER BY a.seq DESC LIMIT 1
            """,
            [("@id", Stored.Id(id)), ("@name", name)],
            cancellationToken)) is [var row] ? new ArtifactContent(row.ToRecord(), row.Content) : null;

    public async Task<Manifest?> FindManifestAsync(string hash, CancellationToken cancellationToken) =>
        await database.QueryAsync<string>(
            "SELECT body FROM manifests WHERE hash = @hash", [("@hash", hash)], cancellationToken) is [var body]
            ? ManifestJson.Read(hash, Encoding.UTF8.GetBytes(body))
            : null;

    public Task<ExecutionPage<ExecutionRecord>> ListAsync(
        ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => ExecutionSearch.ReadAsync(session, filter, cursor, limit, token), cancellationToken);

    public async Task<BatchRecord?> FindBatchAsync(Guid id, CancellationToken cancellationToken) =>
        await database.QueryAsync<BatchRow>(BatchRows.Find, [("@id", Stored.Id(id))], cancellationToken) is [var row]
            ? row.ToRecord()
            : null;

    public Task<int> CountEndedAsync(Guid batchId, TimeSpan lately, CancellationToken cancellationToken) => database.ReadAsync(
        (session, token) => session.QuerySingleAsync<int>(
            $"SELECT COUNT(*) FROM executions WHERE batch_id = @id AND completed_at > {database.Dialect.NowMilliseconds} - @lately",
            [("@id", Stored.Id(batchId)), ("@lately", (long)lately.TotalMilliseconds)], token),
        cancellationToken);

    public Task<ExecutionPage<BatchRecord>> ListBatchesAsync(
        string? userId, string? cursor, int limit, CancellationToken cancellationToken) => PageAsync<BatchRow, BatchRecord>(
            BatchRow.Columns, "batches b", "b.id", SqlCondition.AllOf((userId is not null, "b.user_id = @userId")), [("@userId", userId)],
            cursor, limit, row => row.ToRecord(), record => record.Id, cancellationToken);

    public async Task<ExecutionPage<BatchItem>> ListBatchItemsAsync(Guid id, string? cursor, int limit, CancellationToken cancellationToken)
    {
        int from = int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : 0;
        return await database.ReadAsync(
            async (session, token) =>
            {
                (string, SqlValue)[] parameters = [("@id", Stored.Id(id)), ("@from", from), ("@more", limit + 1)];
                IReadOnlyList<ExecutionRow> rows = await session.QueryAsync<ExecutionRow>(
                    $"""
                    SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From}
                    WHERE e.batch_id = @id AND e.batch_index >= @from
                    ORDER BY e.batch_index LIMIT @more
                    """,
                    parameters, token);
                long? total = await session.QuerySingleOrDefaultAsync<long?>("SELECT total FROM batches WHERE id = @id", parameters, token);
                ImmutableArray<BatchItem> items =
                [
                    .. rows.Take(limit)
                        .Select(row => row.ToRecord())
                        .Select(record => new BatchItem(record.BatchIndex!.Value, record.Id, record.Status, record.Output, record.Error)),
                ];
                return new ExecutionPage<BatchItem>(
                    items, rows.Count > limit ? rows[limit].BatchIndex!.Value.ToString(CultureInfo.InvariantCulture) : null, total ?? 0);
            },
            cancellationToken);
    }

    public Task<ExecutionPage<WaitingStage>> ListWaitingAsync(
        WaitingFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => WaitRows.ListAsync(session, filter, cursor, limit, token), cancellationToken);

    public async Task<IReadOnlyDictionary<ExecutionStatus, long>> CountAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<StatusCount>("SELECT status, COUNT(*) AS number FROM executions GROUP BY status", [], cancellationToken))
            .ToDictionary(row => ExecutionStatuses.Read(row.Status), row => (long)row.Number);

    private Task<ExecutionPage<TItem>> PageAsync<TRow, TItem>(
        string columns, string from, string key, string where, (string, SqlValue)[] parameters, string? cursor, int limit,
        Func<TRow, TItem> convert, Func<TItem, Guid> idOf, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                bool hasCursor = Guid.TryParse(cursor, out Guid last);
                (string, SqlValue)[] paged = [.. parameters, ("@last", Stored.Id(last)), ("@more", limit + 1)];
                long total = await session.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {from} WHERE {where}", paged, token);
                IReadOnlyList<TRow> rows = await session.QueryAsync<TRow>(
                    $"SELECT {columns} FROM {from} WHERE {where}{(hasCursor ? $" AND {key} < @last" : "")} ORDER BY {key} DESC LIMIT @more",
                    paged, token);
                ImmutableArray<TItem> items = [.. rows.Take(limit).Select(convert)];
                return new ExecutionPage<TItem>(items, rows.Count > limit ? idOf(items[^1]).ToString() : null, total);
            },
            cancellationToken);

    private sealed class StatusCount
    {
        public string Status { get; init; } = "";

        public int Number { get; init; }
    }
}
