using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>One event of a history.</summary>
internal sealed class HistoryRow
{
    public string ExecutionId { get; init; } = "";

    public string UserId { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Workflow { get; init; } = "";

    public int WorkflowVersion { get; init; }

    public string Status { get; init; } = "";

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public HistoryEvent ToEvent()
    {
        var id = Guid.Parse(ExecutionId);
        return new HistoryEvent
        {
            Id = id,
            UserId = UserId,
            Kind = Kind,
            Workflow = Workflow,
            WorkflowVersion = WorkflowVersion,
            Status = Status,
            CreatedAt = Instants.From(StartedAt ?? TimeIn(id)),
            CompletedAt = Instants.From(EndedAt),
        };
    }

    /// <summary>Rows of the first release hold no instant, but their ids begin with one (UUIDv7).</summary>
    private static long TimeIn(Guid id) => Convert.ToInt64(id.ToString("N")[..12], 16);
}
