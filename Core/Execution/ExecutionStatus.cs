using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Execution;

/// <summary>Where an execution stands. Written in lower case in JSON and in the database.</summary>
public enum ExecutionStatus
{
    /// <summary>Ready to be claimed.</summary>
    Queued,

    /// <summary>Leased to a process, or to one that is gone until its lease expires.</summary>
    Running,

    /// <summary>Waits for a person; holds no lease, no worker and no batch slot.</summary>
    Waiting,

    Succeeded,
    Failed,
    Cancelled,

    /// <summary>Claimed too often without any progress; only a person resumes it.</summary>
    Parked,
}

public static class ExecutionStatuses
{
    private static readonly StoredNames<ExecutionStatus> Names = new();

    public static string ToText(this ExecutionStatus status) => Names.Of(status);

    /// <summary>False for a text that names no status.</summary>
    public static bool TryParse(string text, out ExecutionStatus status) => Names.TryParse(text, out status);

    /// <inheritdoc cref="StoredNames{T}.Parse"/>
    public static ExecutionStatus Read(string text) => Names.Parse(text);

    /// <summary>Nothing more happens by itself.</summary>
    public static bool IsEnded(this ExecutionStatus status) =>
        status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Cancelled or ExecutionStatus.Parked;

    /// <summary>Who waits for the execution waits no longer.</summary>
    public static bool EndsWait(this ExecutionStatus status) => status == ExecutionStatus.Waiting || status.IsEnded();
}
