using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>The figures over all users.</summary>
internal static class UserFiguresSql
{
    public const string Find =
        "SELECT total_users, active_today, top_workflow, avg_queries_per_user, position, updated_at FROM user_figures";

    private const string Users =
        "(SELECT user_id FROM user_history UNION SELECT user_id FROM user_preferences UNION SELECT user_id FROM user_feedback)";

    /// <summary>With <c>@since</c>, from when on a user counts as active.</summary>
    public const string Measure =
        $"""
        SELECT
            (SELECT COUNT(*) FROM {Users} u) AS total_users,
            (SELECT COUNT(DISTINCT user_id) FROM user_history WHERE started_at >= @since AND status IS NOT NULL) AS active_today,
            (SELECT workflow FROM user_history WHERE workflow IS NOT NULL
                GROUP BY workflow ORDER BY COUNT(*) DESC, workflow LIMIT 1) AS top_workflow,
            COALESCE(
                CAST((SELECT COUNT(*) FROM user_history WHERE status IS NOT NULL) AS DOUBLE PRECISION)
                    / NULLIF((SELECT COUNT(*) FROM {Users} u), 0),
                0) AS avg_queries_per_user
        """;

    public static (string Name, SqlValue Value)[] Arguments(UserFigures figures) =>
    [
        ("@TotalUsers", figures.TotalUsers), ("@ActiveToday", figures.ActiveToday), ("@TopWorkflow", figures.TopWorkflow),
        ("@AvgQueriesPerUser", figures.AvgQueriesPerUser),
    ];

    /// <param name="now">The expression for the database's clock.</param>
    public static string Put(string now) =>
        $"""
        INSERT INTO user_figures (id, total_users, active_today, top_workflow, avg_queries_per_user, position, updated_at)
        VALUES (1, @TotalUsers, @ActiveToday, @TopWorkflow, @AvgQueriesPerUser, 1, {now})
        ON CONFLICT (id) DO UPDATE SET
            total_users = excluded.total_users, active_today = excluded.active_today, top_workflow = excluded.top_workflow,
            avg_queries_per_user = excluded.avg_queries_per_user, position = user_figures.position + 1, updated_at = excluded.updated_at
        """;
}
