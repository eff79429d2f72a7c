using System.Collections.Immutable;

using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Events, numbered by the counter in their owner's row.</summary>
internal static class EventRows
{
    /// <param name="lastSeq">The owner's counter after these events; it was raised by their number in this transaction.</param>
    public static async Task AppendAsync(
        SqlSession session, string ownerId, long lastSeq, ImmutableArray<NewEvent> events, CancellationToken cancellationToken)
    {
        long seq = lastSeq - events.Length;

        foreach (NewEvent happened in events)
        {
            await session.SendAsync(
                "INSERT INTO execution_events (owner_id, seq, type, stage, data) VALUES (@owner, @seq, @type, @stage, @data)",
                [
                    ("@owner", ownerId),
                    ("@seq", ++seq),
                    ("@type", happened.Type),
                    ("@stage", happened.Stage),
                    ("@data", Stored.Json(happened.Data))
                ],
                cancellationToken);
        }
    }
}
