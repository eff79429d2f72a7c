using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// The list of executions, newest first. Ids ascend with time, so every page is a walk down the primary key, or down one of the indexes
/// that end with it, and payloads are read for the page alone. A text is looked for in the payloads of so many runs and no more.
/// </summary>
internal sealed class ExecutionSearch
{
    private const string Order = "ORDER BY e.id DESC";

    private static readonly int LongestId = Guid.Empty.ToString().Length;

    private readonly string[] _forms;
    private readonly string _where;
    private readonly string _before;
    private readonly (string, SqlValue)[] _parameters;

    private ExecutionSearch(ExecutionFilter filter, string? cursor, int limit)
    {
        bool hasCursor = Guid.TryParse(cursor, out Guid last);
        EntryKey key = default;
        bool isKey = filter.Workflow is { } workflow && EntryKey.TryParse(workflow, null, out key);
        _forms = filter.Text is { } text ? [.. JsonForms.Of(text)] : [];
        _before = hasCursor ? " AND e.id < @last" : "";
        _where = SqlCondition.AllOf(
            (isKey, "e.workflow_namespace = @Space"),
            (filter.Workflow is not null, "e.workflow_name = @Workflow"),
            (filter.Version is not null, "e.workflow_version = @version"),
            (filter.Status is not null, "e.status = @status"),
            (filter.UserId is not null, "e.user_id = @UserId"),
            (filter.Since is not null, "e.created_at >= @since"),
            (filter.Until is not null, "e.created_at < @until"),
            (filter.BatchId is not null, "e.batch_id = @batch"));
        _parameters =
        [
            ("@Space", isKey ? key.Namespace : null), ("@Workflow", isKey ? key.Name : filter.Workflow), ("@version", filter.Version),
            ("@status", filter.Status?.ToText()), ("@UserId", filter.UserId), ("@since", Stored.Instant(filter.Since)),
            ("@until", Stored.Instant(filter.Until)), ("@batch", filter.BatchId?.ToString()), ("@last", Stored.Id(last)),
            ("@more", limit + 1), ("@lastSearched", ExecutionFilter.MostSearched - 1), ("@id", Prefix(filter.Text)),
            ("@plain", filter.Text is null ? null : $"%{Escape(filter.Text)}%"),
            .. _forms.Select((form, index) => ($"@text{index}", (SqlValue)$"%{Escape(form)}%")),
        ];
    }

    public static Task<ExecutionPage<ExecutionRecord>> ReadAsync(
        SqlSession session, ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var search = new ExecutionSearch(filter, cursor, limit);
        return filter.Text is null
            ? search.ListAsync(session, limit, cancellationToken)
            : search.FindAsync(session, limit, cancellationToken);
    }

    private async Task<ExecutionPage<ExecutionRecord>> ListAsync(SqlSession session, int limit, CancellationToken cancellationToken)
    {
        long total = await session.QuerySingleAsync<long>(
            $"SELECT COUNT(*) FROM executions e WHERE {_where}", _parameters, cancellationToken);
        IReadOnlyList<ExecutionRow> rows = await session.QueryAsync<ExecutionRow>(
            $"SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From} WHERE {_where}{_before} {Order} LIMIT @more",
            _parameters,
            cancellationToken);
        ExecutionRecord[] items = [.. rows.Take(limit).Select(row => row.ToRecord())];
        return new ExecutionPage<ExecutionRecord>([.. items], rows.Count > limit ? items[^1].Id.ToString() : null, total);
    }

    private async Task<ExecutionPage<ExecutionRecord>> FindAsync(SqlSession session, int limit, CancellationToken cancellationToken)
    {
        string? floor = await session.QuerySingleOrDefaultAsync<string>(
            $"SELECT e.id FROM executions e WHERE {_where}{_before} {Order} LIMIT 1 OFFSET @lastSearched", _parameters, cancellationToken);
        // Ids alone, so that what is looked through is looked through once.
        IReadOnlyList<string> found = await session.QueryAsync<string>(
            $"SELECT e.id FROM {ExecutionRow.From} WHERE {_where}{_before}{(floor is null ? "" : " AND e.id >= @floor")} "
            + $"AND ({IsSaid(session.Dialect)}) {Order}",
            [.. _parameters, ("@floor", floor)], cancellationToken);
        IReadOnlyList<ExecutionRow> rows = await session.QueryAsync<ExecutionRow>(
            $"SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From} WHERE {session.Dialect.IsIn("e.id", "@ids")} {Order}",
            [("@ids", found.Take(limit).ToArray())], cancellationToken);
        ExecutionRecord[] items = [.. rows.Select(row => row.ToRecord())];
        return new ExecutionPage<ExecutionRecord>([.. items], found.Count > limit ? items[^1].Id.ToString() : floor, found.Count);
    }

    /// <summary>Not in outputs, which hold whole documents: reading 20,000 of those takes seconds.</summary>
    private string IsSaid(SqlDialect dialect) => string.Join(
        " OR ",
        _forms.Select((_, form) => ("LOWER(p.input)", $"@text{form}"))
            .Concat(new[] { "detail", "code" }.Select(member => ($"LOWER({dialect.JsonText("e.error", member)})", "@plain")))
            .Append(("e.id", "@id"))
            .Select(one => $"{one.Item1} LIKE {one.Item2} ESCAPE '\\'"));

    private static string Prefix(string? text) => text is null || text.Length > LongestId ? "" : $"{Escape(text)}%";

    private static string Escape(string text) => string.Concat(
        JsonForms.Fold(text).Select(letter => letter is '%' or '_' or '\\' ? $"\\{letter}" : $"{letter}"));
}
