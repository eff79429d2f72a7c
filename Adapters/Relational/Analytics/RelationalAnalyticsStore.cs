using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>Figures of hours in three tables.</summary>
internal sealed class RelationalAnalyticsStore(RelationalDatabase database) : IAnalyticsStore
{
    private const long OneHour = 3_600_000;
    private const string InRange = "hour >= @from AND hour < @to";
    private const string OfName = "(@name IS NULL OR name = @name OR namespace || '/' || name = @name)";

    // Sums of whole numbers are wider than their terms in one of the products.
    private const string UsageSums =
        "CAST(SUM(input_tokens) AS BIGINT) AS input_tokens, CAST(SUM(output_tokens) AS BIGINT) AS output_tokens, CAST(SUM(cost) AS BIGINT) AS cost, CAST(SUM(model_calls) AS BIGINT) AS model_calls";

    public Task<DateTimeOffset?> FindNewestHourAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) => Instants.From(
                await session.QuerySingleOrDefaultAsync<long?>("SELECT MAX(hour) FROM workflow_hours", [], token)), cancellationToken);

    public Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(AnalyticsRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DateTimeOffset>>(
            async (session, token) =>
            {
                IReadOnlyList<long> hours = await session.QueryAsync<long>(
                    $"""
                    SELECT DISTINCT completed_at / {OneHour} * {OneHour} AS hour FROM executions WHERE completed_at >= @from AND completed_at < @to AND completed_at IS NOT NULL
                    UNION SELECT hour FROM workflow_hours WHERE {InRange}
                    ORDER BY hour
                    """,
                    Bounds(range), token);
                return [.. hours.Select(hour => Instants.From(hour)).Where(hour => hour >= range.From)];
            },
            cancellationToken);

    public Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                long from = hour.ToStored();
                HourFacts facts = await AnalyticsFactsReader.ReadAsync(session, from, from + OneHour, token);
                await ReplaceAsync(session, from, HourFigures.Of(hour, facts), token);
                return facts.Executions.Length;
            },
            cancellationToken);

    public Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken) =>
        PageAsync<WorkflowHourRow, WorkflowHour>(
            $"SELECT {WorkflowHourRow.Columns} FROM workflow_hours WHERE {InRange} AND {OfName}",
            query.After is null ? null : "hour < @afterHour OR (hour = @afterHour AND (namespace, name) > (@afterNamespace, @afterName))",
            "hour DESC, namespace, name",
            [
                ("@from", query.Range.From.ToStored()), ("@to", query.Range.To.ToStored()), ("@name", query.Workflow),
                ("@afterHour", query.After?.Hour.ToStored()), ("@afterNamespace", query.After?.Workflow.Namespace),
                ("@afterName", query.After?.Workflow.Name), ("@more", query.Limit + 1),
            ],
            query.Limit,
            row => row.ToHour(),
            cancellationToken);

    public Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken) =>
        PageAsync<PromptUseRow, PromptUse>(
            $"""
            SELECT namespace, name, version, CAST(SUM(calls) AS BIGINT) AS calls, CAST(SUM(failures) AS BIGINT) AS failures, CAST(SUM(executions) AS BIGINT) AS executions,
                {UsageSums}, MIN(hour) AS first_used, MAX(hour) AS last_used
            FROM prompt_hours WHERE {InRange} AND {OfName} GROUP BY namespace, name, version
            """,
            query.After is null ? null : "(namespace, name, version) > (@afterNamespace, @afterName, @afterVersion)",
            "namespace, name, version",
            [
                ("@from", query.Range.From.ToStored()), ("@to", query.Range.To.ToStored()), ("@name", query.Prompt),
                ("@afterNamespace", query.After?.Prompt.Namespace), ("@afterName", query.After?.Prompt.Name),
                ("@afterVersion", query.After?.Version), ("@more", query.Limit + 1),
            ],
            query.Limit,
            row => row.ToUse(),
            cancellationToken);

    public Task<AnalyticsPage<LeagueCount>> ReadLeaguesAsync(LeagueQuery query, CancellationToken cancellationToken) =>
        PageAsync<LeagueCountRow, LeagueCount>(
            $"""
            SELECT sport, tier, CAST(SUM(leagues) AS BIGINT) AS leagues, SUM(score_sum) AS score_sum, SUM(confidence_sum) AS confidence_sum
            FROM league_hours WHERE {InRange} GROUP BY sport, tier
            """,
            query.After is null ? null : "(sport, tier) > (@afterSport, @afterTier)",
            "sport, tier",
            [
                ("@from", query.Range.From.ToStored()),
                ("@to", query.Range.To.ToStored()),
                ("@afterSport", query.After?.Sport),
                ("@afterTier", query.After?.Tier),
                ("@more", query.Limit + 1)
            ],
            query.Limit,
            row => row.ToCount(),
            cancellationToken);

    private static async Task ReplaceAsync(SqlSession session, long hour, HourFigures figures, CancellationToken cancellationToken)
    {
        foreach (string table in new[] { "workflow_hours", "prompt_hours", "league_hours" })
        {
            await session.SendAsync($"DELETE FROM {table} WHERE hour = @hour", [("@hour", hour)], cancellationToken);
        }

        foreach (WorkflowHour workflow in figures.Workflows)
        {
            await session.SendAsync(
                $"""
                INSERT INTO workflow_hours ({WorkflowHourRow.Columns})
                VALUES (@Hour, @Namespace, @Name, @Runs, @Succeeded, @Failed, @Cancelled, @Parked, @P50, @P95, @InputTokens, @OutputTokens, @Cost, @ModelCalls)
                """,
                WorkflowHourRow.Of(workflow), cancellationToken);
        }

        foreach (PromptHour prompt in figures.Prompts)
        {
            await session.SendAsync(
                """
                INSERT INTO prompt_hours (hour, namespace, name, version, calls, failures, executions, input_tokens, output_tokens, cost, model_calls)
                VALUES (@Hour, @Namespace, @Name, @Version, @Calls, @Failures, @Executions, @InputTokens, @OutputTokens, @Cost, @ModelCalls)
                """,
                PromptUseRow.Of(prompt), cancellationToken);
        }

        foreach (LeagueHour league in figures.Leagues)
        {
            await session.SendAsync(
                "INSERT INTO league_hours (hour, sport, tier, leagues, score_sum, confidence_sum) VALUES (@Hour, @Sport, @Tier, @Leagues, @ScoreSum, @ConfidenceSum)",
                LeagueCountRow.Of(league), cancellationToken);
        }
    }

    private static (string Name, SqlValue Value)[] Bounds(AnalyticsRange range) =>
        [("@from", range.From.ToStored()), ("@to", range.To.ToStored())];

    /// <param name="rows">A statement of all pages.</param>
    /// <param name="isAfter">What follows the last of the page before; null starts.</param>
    private Task<AnalyticsPage<TItem>> PageAsync<TRow, TItem>(
        string rows, string? isAfter, string order, (string, SqlValue)[] parameters, int limit, Func<TRow, TItem> convert,
        CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                long total = await session.QuerySingleAsync<long>($"SELECT COUNT(*) FROM ({rows}) AS every", parameters, token);
                IReadOnlyList<TRow> page = await session.QueryAsync<TRow>(
                    $"SELECT * FROM ({rows}) AS every{(isAfter is null ? "" : $" WHERE {isAfter}")} ORDER BY {order} LIMIT @more",
                    parameters, token);
                return new AnalyticsPage<TItem>([.. page.Take(limit).Select(convert)], page.Count > limit, total);
            },
            cancellationToken);
}
