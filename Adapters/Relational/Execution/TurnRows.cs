using System.Collections.Immutable;

using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Turns of conversations with models that call tools.</summary>
internal static class TurnRows
{
    public static async Task InsertAsync(
        SqlSession session, string id, ImmutableArray<StageTurn> turns, CancellationToken cancellationToken)
    {
        foreach (StageTurn turn in turns)
        {
            await session.SendAsync(
                """
                INSERT INTO stage_turns (execution_id, stage_path, item_key, conversation, turn, body)
                VALUES (@id, @path, @item, @conversation, @turn, @body)
                """,
                [
                    ("@id", id), ("@path", turn.Path), ("@item", turn.ItemKey), ("@conversation", turn.Conversation),
                    ("@turn", turn.Number), ("@body", Stored.Json(turn.Body)),
                ],
                cancellationToken);
        }
    }

    public static async Task<ImmutableArray<StageTurn>> ReadAsync(
        SqlSession session, string id, string path, string itemKey, CancellationToken cancellationToken)
    {
        IReadOnlyList<TurnRow> rows = await session.QueryAsync<TurnRow>(
            """
            SELECT conversation, turn, body FROM stage_turns
            WHERE execution_id = @id AND stage_path = @path AND item_key = @item ORDER BY conversation, turn
            """,
            [("@id", id), ("@path", path), ("@item", itemKey)],
            cancellationToken);
        return [.. rows.Select(row => new StageTurn(path, itemKey, row.Conversation, row.Turn, Stored.Json(row.Body)))];
    }

    private sealed class TurnRow
    {
        public string Conversation { get; init; } = "";

        public int Turn { get; init; }

        public string Body { get; init; } = "";
    }
}
