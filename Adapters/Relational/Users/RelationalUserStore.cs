using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>Users' data in tables; each change leaves its marks in the outbox.</summary>
internal sealed class RelationalUserStore(RelationalDatabase database, SyncRoutes routes) : IUserStore
{
    private const string Preferences = "user_id, value, version, updated_at";
    private const string History = "execution_id, user_id, kind, workflow, workflow_version, status, started_at, ended_at";
    private const string Feedback = "id, user_id, execution_id, namespace, name, version, rating, comment, created_at";

    /// <summary>A row without a status is of an execution that a stage has written about and that has not ended.</summary>
    private const string HasEnded = "status IS NOT NULL";

    private readonly OutboxMarks _marks = new(database.Dialect, routes);
    private readonly string _now = database.Dialect.NowMilliseconds;

    public Task<UserPreferences?> FindPreferencesAsync(string userId, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
            (await session.QuerySingleOrDefaultAsync<PreferencesRow>(
                $"SELECT {Preferences} FROM user_preferences WHERE user_id = @userId", [("@userId", userId)], token))?.ToPreferences(),
        cancellationToken);

    public Task<PutPreferencesResult> PutPreferencesAsync(
        string userId, JsonElement value, PreferencesCondition condition, CancellationToken cancellationToken) =>
        database.WriteAsync<PutPreferencesResult>(
            async (session, token) =>
            {
                (string, SqlValue)[] parameters = [("@userId", userId), ("@value", value.GetRawText()), ("@Version", condition.Version)];

                if (await session.QuerySingleOrDefaultAsync<PreferencesRow>(PutSql(condition), parameters, token) is not { } row)
                {
                    return new PutPreferencesResult.Conflict(
                        await session.QuerySingleOrDefaultAsync<long?>(
                            "SELECT version FROM user_preferences WHERE user_id = @userId", parameters, token));
                }

                await _marks.AppendAsync(session, SyncDocument.Preferences(userId), token);
                return new PutPreferencesResult.Written(row.ToPreferences());
            },
            cancellationToken);

    public Task<UserPage<HistoryEvent>> ListHistoryAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken) =>
        ListAsync<HistoryRow, HistoryEvent>(
            "user_history",
            HasEnded,
            "execution_id",
            History,
            userId,
            before,
            limit,
            row => row.ToEvent(),
            happened => happened.Id,
            cancellationToken);

    public Task<UserPage<UserFeedback>> ListFeedbackAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken) =>
        ListAsync<FeedbackRow, UserFeedback>(
            "user_feedback",
            "1 = 1",
            "id",
            Feedback,
            userId,
            before,
            limit,
            row => row.ToFeedback(),
            feedback => feedback.Id,
            cancellationToken);

    public Task AddFeedbackAsync(UserFeedback feedback, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO user_feedback ({Feedback})
                VALUES (@id, @UserId, @execution, @space, @name, @Version, @Rating, @Comment, @created)
                """,
                [
                    ("@id", feedback.Id.ToString()), ("@UserId", feedback.UserId), ("@execution", feedback.ExecutionId?.ToString()),
                    ("@space", feedback.Entry?.Namespace), ("@name", feedback.Entry?.Name), ("@Version", feedback.Version),
                    ("@Rating", feedback.Rating), ("@Comment", feedback.Comment), ("@created", feedback.CreatedAt.ToStored()),
                ],
                token);
            await _marks.AppendAsync(session, SyncDocument.Feedback(feedback.UserId, feedback.Id), token);
        },
        cancellationToken);

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await UserErasure.EraseAsync(session, database.Dialect, userId, token);
            await _marks.AppendAsync(session, SyncDocument.User(userId), token);
        },
        cancellationToken);

    public Task<ImmutableArray<HistoryEvent>> FindHistoryAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        FindAsync<HistoryRow, HistoryEvent>(
            $"SELECT {History} FROM user_history WHERE {HasEnded} AND {database.Dialect.IsIn("execution_id", "@texts")}",
            ids,
            row => row.ToEvent(),
            cancellationToken);

    public Task<ImmutableArray<UserFeedback>> FindFeedbackAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        FindAsync<FeedbackRow, UserFeedback>(
            $"SELECT {Feedback} FROM user_feedback WHERE {database.Dialect.IsIn("id", "@texts")}",
            ids,
            row => row.ToFeedback(),
            cancellationToken);

    public Task<UserFigures> MeasureAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
            (await session.QuerySingleAsync<FiguresRow>(UserFiguresSql.Measure, [("@since", activeSince.ToStored())], token)).ToFigures(),
        cancellationToken);

    public Task PutFiguresAsync(UserFigures figures, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.ExecuteAsync(UserFiguresSql.Put(_now), UserFiguresSql.Arguments(figures), token);
            await _marks.AppendAsync(session, SyncDocument.Figures, token);
        },
        cancellationToken);

    public Task<KeptFigures?> FindFiguresAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
            await session.QuerySingleOrDefaultAsync<FiguresRow>(UserFiguresSql.Find, [], token) is { } row
                ? new KeptFigures(row.ToFigures(), row.Position, Instants.From(row.UpdatedAt))
                : null,
        cancellationToken);

    /// <summary>Gives the row as it was written; none when the condition does not hold, which the row's lock or the key decides.</summary>
    private string PutSql(PreferencesCondition condition) => (condition.MustBeAbsent, condition.Version) switch
    {
        (true, _) =>
            $"""
            INSERT INTO user_preferences ({Preferences}) VALUES (@userId, @value, 1, {_now})
            ON CONFLICT (user_id) DO NOTHING
            RETURNING {Preferences}
            """,
        (_, not null) =>
            $"""
            UPDATE user_preferences SET value = @value, version = version + 1, updated_at = {_now}
            WHERE user_id = @userId AND version = @Version
            RETURNING {Preferences}
            """,
        _ =>
            $"""
            INSERT INTO user_preferences ({Preferences}) VALUES (@userId, @value, 1, {_now})
            ON CONFLICT (user_id) DO UPDATE SET
                value = excluded.value, version = user_preferences.version + 1, updated_at = excluded.updated_at
            RETURNING {Preferences}
            """,
    };

    private Task<UserPage<T>> ListAsync<TRow, T>(
        string table, string condition, string key, string columns, string userId, Guid? before, int limit, Func<TRow, T> map,
        Func<T, Guid> id, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            long total = await session.QuerySingleAsync<long>(
                $"SELECT COUNT(*) FROM {table} WHERE user_id = @userId AND {condition}", [("@userId", userId)], token);

            // One more than asked for tells whether there is another page.
            IReadOnlyList<TRow> rows = await session.QueryAsync<TRow>(
                $"""
                SELECT {columns} FROM {table} WHERE user_id = @userId AND {condition}{(before is null ? "" : $" AND {key} < @before")}
                ORDER BY {key} DESC LIMIT @limit + 1
                """,
                [("@userId", userId), ("@before", before?.ToString()), ("@limit", limit)],
                token);
            ImmutableArray<T> items = [.. rows.Take(limit).Select(map)];
            return new UserPage<T>(items, rows.Count > limit ? id(items[^1]) : null, total);
        },
        cancellationToken);

    private Task<ImmutableArray<T>> FindAsync<TRow, T>(
        string sql, IReadOnlyCollection<Guid> ids, Func<TRow, T> map, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) => (await session.QueryAsync<TRow>(sql, [("@texts", ids.Select(id => id.ToString()).ToArray())], token))
            .Select(map)
            .ToImmutableArray(), cancellationToken);
}
