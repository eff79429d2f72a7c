namespace PromptIntel.Core.Users;

/// <summary>
/// One execution that a user started and that has ended. It names the execution and holds nothing of its content: what a run found
/// out about a league stands in the league's record, read by <see cref="Id"/>.
/// </summary>
public sealed record HistoryEvent
{
    public const string ExecutionKind = "execution";

    /// <summary>Also the execution's: a run that is resumed and ends again replaces its own event.</summary>
    public required Guid Id { get; init; }

    public required string UserId { get; init; }

    /// <summary><see cref="ExecutionKind"/>, or what a stage of the run said it made (<c>contract</c>).</summary>
    public required string Kind { get; init; }

    /// <summary><c>namespace/name</c>.</summary>
    public required string Workflow { get; init; }

    public required int WorkflowVersion { get; init; }

    /// <summary>How the execution ended.</summary>
    public required string Status { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}
