using System.Data.Common;

using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>The catalog in a relational database. Lock order: entry rows by key, then the counter row, last.</summary>
public sealed class RelationalCatalogStore(RelationalDatabase database, TimeProvider time) : ICatalogStore
{
    /// <summary>
    /// A racing creation is seen as a unique violation; the second reading decides. More often means something else is wrong.
    /// </summary>
    private const int CommitAttempts = 5;

    private readonly CatalogFactsReader _facts = new(database.Dialect);

    public async Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(ReadIdentityAsync, cancellationToken) == Guid.Empty)
        {
            await database.WriteAsync(EnsureIdentityAsync, cancellationToken);
        }

        return await database.ReadAsync(
            async (session, token) =>
            {
                Guid id = await ReadIdentityAsync(session, token);
                long position = await ReadPositionAsync(session, token);
                return new CatalogSnapshot(id, position, await CatalogStates.ReadAllAsync(session, token));
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<WriteResult>> CommitAsync(
        IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync((session, token) => CommitAsync(session, changes, validatedAt, token), cancellationToken);
            }
            catch (DbException exception) when (attempt < CommitAttempts && database.Dialect.IsUniqueViolation(exception))
            {
                // Somebody created the same entry between our reading and our writing: read again, now it is there.
            }
        }
    }

    public async Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken) =>
        await database.HoldAsync("catalog", cancellationToken);

    public Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                // Asked every second by every instance: one statement when there is nothing new.
                EndRow end = await session.QuerySingleAsync<EndRow>(
                    "SELECT (SELECT id FROM catalog_identity) AS catalog_id, position, derived_revision FROM change_counter WHERE id = 1",
                    [], token);
                IReadOnlyList<LogRow> rows = after >= end.Position
                    ? []
                    : await session.QueryAsync<LogRow>(
                        """
                        SELECT position, namespace, name, created_at FROM change_log WHERE position > @after
                        ORDER BY position LIMIT @limit
                        """,
                        [("@after", after), ("@limit", limit)], token);
                Dictionary<EntryKey, EntryState> states = rows.Count == 0
                    ? []
                    : await CatalogStates.ReadChangedAsync(session, after, rows[^1].Position, token);
                IReadOnlyList<LoggedChange> changes =
                    [.. rows.Select(row => new LoggedChange(row.Position, Instants.From(row.CreatedAt), states[row.Key]))];
                return new ChangePage(
                    end.CatalogId is { } id ? Guid.Parse(id) : Guid.Empty, end.Position, changes)
                { DerivedRevision = end.DerivedRevision };
            },
            cancellationToken);

    public Task<int> PruneChangesAsync(DateTimeOffset committedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            // By position, because clocks of several writers do not follow it: what is deleted is always the beginning of the log.
            (session, token) => session.ExecuteAsync(
                """
                DELETE FROM change_log WHERE position < (SELECT MIN(position) FROM change_log) + @limit
                    AND position < COALESCE(
                        (SELECT MIN(position) FROM change_log WHERE created_at >= @before), (SELECT MAX(position) FROM change_log))
                """,
                [("@before", committedBefore.ToStored()), ("@limit", limit)], token),
            cancellationToken);

    public Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => CatalogFactsReader.ReadVersionAsync(session, key, number, token), cancellationToken);

    public Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (session, token) => CatalogFactsReader.ReadVersionsAsync(session, key, before ?? int.MaxValue, limit, token),
            cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(
        EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => CatalogFactsReader.ReadSuggestionsAsync(session, key, status, token), cancellationToken);

    public Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyCollection<ContentImport>>(
            async (session, token) =>
            {
                IReadOnlyList<ImportRow> rows = await session.QueryAsync<ImportRow>(
                    "SELECT namespace, name, hash FROM content_imports", [], token);
                return [.. rows.Select(row => new ContentImport(row.Key, row.Hash))];
            },
            cancellationToken);

    private async Task<IReadOnlyList<WriteResult>> CommitAsync(
        SqlSession session, IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken)
    {
        if (validatedAt is { } known && await ReadPositionAsync(session, cancellationToken) is var current && current > known)
        {
            return Outdated(changes, current);
        }

        Dictionary<EntryKey, EntryFacts> facts = await _facts.ReadAsync(session, changes, cancellationToken);
        var decisions = new ChangeDecision[changes.Count];
        var before = new EntryState?[changes.Count];
        for (int index = 0; index < changes.Count; index++)
        {
            before[index] = facts[changes[index].Key].State;
            decisions[index] = ChangeRules.Decide(facts[changes[index].Key], changes[index]);
            facts[changes[index].Key] = decisions[index].Facts;
        }

        int applied = decisions.Count(decision => decision.Result is WriteResult.Written);
        if (await AdvanceAsync(session, applied, validatedAt, cancellationToken) is not { } end)
        {
            return Outdated(changes, await ReadPositionAsync(session, cancellationToken));
        }

        long position = end - applied;
        var results = new WriteResult[changes.Count];
        for (int index = 0; index < changes.Count; index++)
        {
            results[index] = decisions[index].Result;
            if (results[index] is WriteResult.Written one)
            {
                results[index] = new WriteResult.Written(one.State with { Position = ++position }, one.Version);
            }

            await CatalogRowWriter.WriteAsync(session, changes[index], results[index], decisions[index].Writes, cancellationToken);

            if (results[index] is WriteResult.Written written)
            {
                await AuditRows.AppendAsync(session, ChangeAudit.Of(changes[index], before[index], written), cancellationToken);
            }
        }

        return results;
    }

    private static WriteResult[] Outdated(IReadOnlyList<CatalogChange> changes, long position) =>
        [.. changes.Select(_ => new WriteResult.Contended(position))];

    /// <summary>
    /// The end of the log with as many positions more; null when it has gone on since the validation. Asked here,
    /// the counter's row locked, no writer can slip in between. A refusal too is only one if nobody has: the
    /// caller planned with what he knew.
    /// </summary>
    private static async Task<long?> AdvanceAsync(SqlSession session, int by, long? validatedAt, CancellationToken cancellationToken) =>
        by == 0
            ? validatedAt is { } known && await ReadPositionAsync(session, cancellationToken) > known ? null : 0
            : await session.QuerySingleOrDefaultAsync<long?>(
                "UPDATE change_counter SET position = position + @by WHERE id = 1 AND position <= @limit RETURNING position",
                [("@by", by), ("@limit", validatedAt ?? long.MaxValue)], cancellationToken);

    private static Task<long> ReadPositionAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QuerySingleAsync<long>("SELECT position FROM change_counter WHERE id = 1", [], cancellationToken);

    /// <summary>The database's identity; empty before the first load has given it one.</summary>
    private static async Task<Guid> ReadIdentityAsync(SqlSession session, CancellationToken cancellationToken) =>
        Guid.TryParse(
            await session.QuerySingleOrDefaultAsync<string>("SELECT id FROM catalog_identity", [], cancellationToken),
            out Guid id) ? id : Guid.Empty;

    private async Task EnsureIdentityAsync(SqlSession session, CancellationToken cancellationToken)
    {
        // Under the counter's lock, or two that start at once would each give it one.
        await session.LockAsync($"SELECT position FROM change_counter WHERE id = 1 {database.Dialect.RowLock}", [], cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await session.ExecuteAsync(
            "INSERT INTO catalog_identity (id, created_at) SELECT @id, @now WHERE NOT EXISTS (SELECT 1 FROM catalog_identity)",
            [("@id", Guid.CreateVersion7(now).ToString()), ("@now", now.ToStored())],
            cancellationToken);
    }

    /// <summary>Where the log ends.</summary>
    private sealed class EndRow
    {
        public string? CatalogId { get; init; }

        public long Position { get; init; }

        public long DerivedRevision { get; init; }
    }
}
