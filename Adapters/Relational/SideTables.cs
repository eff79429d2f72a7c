using System.Collections.Frozen;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// The tables that stages may write to, with their columns. A row is upserted by execution in the transaction that commits the stage's
/// result, so the caller's fence covers it.
/// </summary>
internal static class SideTables
{
    private static readonly FrozenDictionary<string, string[]> Columns = new Dictionary<string, string[]>
    {
        ["league_records"] = [
            "league_name", "sport", "sport_bucket", "region", "tier", "overall_score", "confidence", "fingerprint", "facts", "created_at"
        ],
        ["contracts"] = ["league_name", "tier", "annual_fee", "currency", "markdown", "status", "created_at"],
        [History] = ["kind"],
        ["execution_metrics"] = [
            "completeness", "score_confidence", "review_confidence", "flags", "clauses", "to_be_completed", "created_at"
        ],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// Whose it is comes from the execution's row, not from the stage: a user who was erased while it ran gets no history.
    /// </summary>
    private const string History = "user_history";

    private const string HistoryUpsert =
        """
        INSERT INTO user_history (execution_id, user_id, kind)
        SELECT id, user_id, @kind FROM executions WHERE id = @execution_id AND user_id IS NOT NULL
        ON CONFLICT (execution_id) DO UPDATE SET kind = excluded.kind
        """;

    private static readonly FrozenDictionary<string, string> Upserts =
        Columns.ToFrozenDictionary(table => table.Key, table => table.Key == History ? HistoryUpsert : Upsert(table.Key, table.Value));

    /// <summary>Writes one row; the execution's own id counts, whatever the row says.</summary>
    /// <exception cref="InvalidOperationException">There is no such table, which is a mistake of the operation.</exception>
    public static Task WriteAsync(SqlSession session, Guid executionId, SideWrite write, CancellationToken cancellationToken)
    {
        if (!Columns.TryGetValue(write.Target, out string[]? columns))
        {
            throw new InvalidOperationException($"'{write.Target}' is not a table that stages write to.");
        }

        return session.SendAsync(
            Upserts[write.Target],
            [("@execution_id", executionId.ToString("D")), .. columns.Select(column => ($"@{column}", ValueOf(write.Row, column)))],
            cancellationToken);
    }

    private static string Upsert(string table, string[] columns) =>
        $"""
        INSERT INTO {table} (execution_id, {string.Join(", ", columns)})
        VALUES (@execution_id, {string.Join(", ", columns.Select(column => $"@{column}"))})
        ON CONFLICT (execution_id) DO UPDATE SET {string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"))}
        """;

    private static SqlValue ValueOf(JsonElement row, string column) =>
        SqlValue.Of(row.TryGetProperty(column, out JsonElement value) ? ToValue(value) : null);

    private static object? ToValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => value.GetDouble(),
        _ => value.GetRawText(),
    };
}
