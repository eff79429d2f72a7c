using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>Figures of hours in three tables.</summary>
internal sealed class RelationalAnalyticsStore(RelationalDatabase database) : IAnalyticsStore
{
    private const long OneHour = 3_600_000;
    private const string InRange = "hour >= @from AND hour < @to";
    private const string OfName = "(@name IS NULL OR name = @name OR namespace || '/' || name = @name)";

    // Sums of whole numbers are wider than their terms in one of the products.
    private const string UsageSums =
        "CAST(SUM(input_tokens) AS BIGINT) AS input_tokens, CAST(SUM(output_tokens) AS BIGINT) AS output_tokens, "
        + "CAST(SUM(cost) AS BIGINT) AS cost, CAST(SUM(model_calls) AS BIGINT) AS model_calls";

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
                    SELECT DISTINCT completed_at / {OneHour} * {OneHour} AS hour FROM executions
                    WHERE completed_at >= @from AND completed_at < @to AND completed_at IS NOT NULL
                    UNION SELECT hour FROM workflow_hours WHERE {InRange}
                    ORDER BY hour
                    """,
                    Bounds(range), token);
                return [.. hours.Select(hour => Instants.From(hour)).Where(hour => hour >= range.From)];
            },
            cancellationToken);

    public async Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        long from = hour.ToStored();
        // One at a time in the whole installation, so that older facts never take the place of newer ones; reading them holds up no writer.
        await using IStoreHold turn = await database.HoldAsync("analytics", cancellationToken);
        HourFacts facts = await database.ReadAsync(
            (session, token) => AnalyticsFactsReader.ReadAsync(session, from, from + OneHour, token), cancellationToken);
        HourFigures figures = HourFigures.Of(hour, facts);
        await database.WriteAsync((session, token) => ReplaceAsync(session, turn, from, figures, token), cancellationToken);
        return facts.Executions.Length;
    }

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
            query.IsCounted,
            row => row.ToHour(),
            cancellationToken);

    public async Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken)
    {
        AnalyticsPage<PromptUse> page = await ReadUsesAsync(query, cancellationToken);

        if (page.Items.IsEmpty)
        {
            return page;
        }

        (PromptVersionKey first, PromptVersionKey last) = (page.Items[0].Prompt, page.Items[^1].Prompt);
        ILookup<PromptVersionKey, DurationHistogram> durations = (await database.ReadAsync(
            (session, token) => session.QueryAsync<DurationsRow>(
                $"""
                SELECT namespace, name, version, durations FROM prompt_hours
                WHERE {InRange} AND {OfName} AND durations IS NOT NULL
                    AND (namespace, name, version) >= (@firstNamespace, @firstName, @firstVersion)
                    AND (namespace, name, version) <= (@lastNamespace, @lastName, @lastVersion)
                """,
                [
                    ("@from", query.Range.From.ToStored()), ("@to", query.Range.To.ToStored()), ("@name", query.Prompt),
                    ("@firstNamespace", first.Prompt.Namespace), ("@firstName", first.Prompt.Name), ("@firstVersion", first.Version),
                    ("@lastNamespace", last.Prompt.Namespace), ("@lastName", last.Prompt.Name), ("@lastVersion", last.Version),
                ],
                token),
            cancellationToken)).ToLookup(row => row.Key, row => new DurationHistogram(row.Durations));
        return page with { Items = [.. page.Items.Select(use => use with { Durations = DurationHistogram.Sum(durations[use.Prompt]) })] };
    }

    private Task<AnalyticsPage<PromptUse>> ReadUsesAsync(PromptQuery query, CancellationToken cancellationToken) =>
        PageAsync<PromptUseRow, PromptUse>(
            $"""
            SELECT namespace, name, version, CAST(SUM(calls) AS BIGINT) AS calls, CAST(SUM(failures) AS BIGINT) AS failures,
                CAST(SUM(executions) AS BIGINT) AS executions, {UsageSums}, MIN(hour) AS first_used, MAX(hour) AS last_used
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
            isCounted: true,
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
            isCounted: true,
            row => row.ToCount(),
            cancellationToken);

    private static async Task ReplaceAsync(
        SqlSession session, IStoreHold turn, long hour, HourFigures figures, CancellationToken cancellationToken)
    {
        foreach (string table in new[] { "workflow_hours", "prompt_hours", "league_hours" })
        {
            await session.ExecuteAsync($"DELETE FROM {table} WHERE hour = @hour", [("@hour", hour)], cancellationToken);
        }

        await turn.VerifyAsync(cancellationToken);

        foreach (WorkflowHour workflow in figures.Workflows)
        {
            await session.SendAsync(
                $"""
                INSERT INTO workflow_hours ({WorkflowHourRow.Columns})
                VALUES (@Hour, @Namespace, @Name, @Runs, @Succeeded, @Failed, @Cancelled, @Parked, @P50, @P95,
                    @InputTokens, @OutputTokens, @Cost, @ModelCalls, @Durations, @RunsWithoutTokens, @RunsWithoutCost)
                """,
                WorkflowHourRow.Of(workflow), cancellationToken);
        }

        foreach (PromptHour prompt in figures.Prompts)
        {
            await session.SendAsync(
                """
                INSERT INTO prompt_hours (hour, namespace, name, version, calls, failures, executions,
                    input_tokens, output_tokens, cost, model_calls, durations)
                VALUES (@Hour, @Namespace, @Name, @Version, @Calls, @Failures, @Executions,
                    @InputTokens, @OutputTokens, @Cost, @ModelCalls, @Durations)
                """,
                PromptUseRow.Of(prompt), cancellationToken);
        }

        foreach (LeagueHour league in figures.Leagues)
        {
            await session.SendAsync(
                """
                INSERT INTO league_hours (hour, sport, tier, leagues, score_sum, confidence_sum)
                VALUES (@Hour, @Sport, @Tier, @Leagues, @ScoreSum, @ConfidenceSum)
                """,
                LeagueCountRow.Of(league), cancellationToken);
        }
    }

    private static (string Name, SqlValue Value)[] Bounds(AnalyticsRange range) =>
        [("@from", range.From.ToStored()), ("@to", range.To.ToStored())];

    /// <param name="rows">A statement of all pages.</param>
    /// <param name="isAfter">What follows the last of the page before; null starts.</param>
    private Task<AnalyticsPage<TItem>> PageAsync<TRow, TItem>(
        string rows, string? isAfter, string order, (string, SqlValue)[] parameters, int limit, bool isCounted,
        Func<TRow, TItem> convert, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                long total = isCounted
                    ? await session.QuerySingleAsync<long>($"SELECT COUNT(*) FROM ({rows}) AS every", parameters, token)
                    : 0;
                IReadOnlyList<TRow> page = await session.QueryAsync<TRow>(
                    $"SELECT * FROM ({rows}) AS every{(isAfter is null ? "" : $" WHERE {isAfter}")} ORDER BY {order} LIMIT @more",
                    parameters, token);
                return new AnalyticsPage<TItem>([.. page.Take(limit).Select(convert)], page.Count > limit, total);
            },
            cancellationToken);

    private sealed class DurationsRow
    {
        public string Namespace { get; init; } = "";

        public string Name { get; init; } = "";

        public int Version { get; init; }

        public string Durations { get; init; } = "";

        public PromptVersionKey Key => new(new EntryKey(Namespace, Name), Version);
    }
}
