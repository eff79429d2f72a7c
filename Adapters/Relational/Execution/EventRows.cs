using System.Collections.Immutable;

using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Events, numbered by the counter in their owner's row.</summary>
internal static class EventRows
{
    private const string Insert = "INSERT INTO execution_events (owner_id, seq, type, stage, data) VALUES";

    private static readonly RowPortions Portions = new(rows => $"{Insert} {rows}", "@owner", "@seq", "@type", "@stage", "@data");

    /// <summary>Events of many owners, each with its number.</summary>
    public static Task AppendAllAsync(
        SqlSession session, IEnumerable<(string OwnerId, long Seq, NewEvent Event)> events, CancellationToken cancellationToken) =>
        Portions.SendAsync(
            session,
            [],
            [
                .. events.Select(one => new SqlValue[]
                {
                    one.OwnerId, one.Seq, one.Event.Type, one.Event.Stage, Stored.Json(one.Event.Data),
                }),
            ],
            cancellationToken);

    /// <param name="lastSeq">The owner's counter after these events; it was raised by their number in this transaction.</param>
    public static async Task AppendAsync(
        SqlSession session, string ownerId, long lastSeq, ImmutableArray<NewEvent> events, CancellationToken cancellationToken)
    {
        long seq = lastSeq - events.Length;

        for (int next = 0; next < events.Length;)
        {
            NewEvent one = events[next++];

            if (next == events.Length)
            {
                await session.SendAsync(
                    $"{Insert} (@owner, @seq, @type, @stage, @data)",
                    [
                        ("@owner", ownerId), ("@seq", ++seq), ("@type", one.Type), ("@stage", one.Stage), ("@data", Stored.Json(one.Data)),
                    ],
                    cancellationToken);
                return;
            }

            // A stage's end and the next one's start are written by one statement: most commits are just that.
            NewEvent other = events[next++];
            await session.SendAsync(
                $"{Insert} (@owner, @seq, @type, @stage, @data), (@owner, @other_seq, @other_type, @other_stage, @other_data)",
                [
                    ("@owner", ownerId), ("@seq", ++seq), ("@type", one.Type), ("@stage", one.Stage), ("@data", Stored.Json(one.Data)),
                    ("@other_seq", ++seq), ("@other_type", other.Type), ("@other_stage", other.Stage),
                    ("@other_data", Stored.Json(other.Data)),
                ],
                cancellationToken);
        }
    }
}
