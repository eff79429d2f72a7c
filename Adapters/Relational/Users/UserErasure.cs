using PromptIntel.Adapters.Relational.Documents;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>Takes a user out of every table that can name one.</summary>
internal static class UserErasure
{
    /// <summary>
    /// Executions before history: one that ends meanwhile has either written its history already or finds that it
    /// is nobody's. What a key of the user's requests was is forgotten with them.
    /// </summary>
    private static readonly string[] Statements =
    [
        "DELETE FROM idempotency_keys WHERE target_id IN (SELECT id FROM executions WHERE user_id = @userId)",
        "DELETE FROM idempotency_keys WHERE target_id IN (SELECT id FROM batches WHERE user_id = @userId)",
        "UPDATE executions SET user_id = NULL WHERE user_id = @userId",
        "UPDATE batches SET user_id = NULL WHERE user_id = @userId",
        "DELETE FROM user_history WHERE user_id = @userId",
        "DELETE FROM user_feedback WHERE user_id = @userId",
        "DELETE FROM user_preferences WHERE user_id = @userId",
    ];

    public static async Task EraseAsync(SqlSession session, SqlDialect dialect, string userId, CancellationToken cancellationToken)
    {
        // Batches before their items, as everywhere.
        await session.LockAsync(
            $"SELECT id FROM batches WHERE user_id = @userId ORDER BY id {dialect.RowLock}", [("@userId", userId)], cancellationToken);
        await session.LockAsync(
            $"SELECT id FROM executions WHERE user_id = @userId ORDER BY id {dialect.RowLock}", [("@userId", userId)], cancellationToken);

        await DocumentRemoval.RemoveAsync(session, "user_id = @userId", [("@userId", userId)], cancellationToken);

        foreach (string sql in Statements)
        {
            await session.ExecuteAsync(sql, [("@userId", userId)], cancellationToken);
        }
    }
}
