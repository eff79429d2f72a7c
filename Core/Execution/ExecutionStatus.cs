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
    private static readonly string[] Texts = ["queued", "running", "waiting", "succeeded", "failed", "cancelled", "parked"];

    public static string ToText(this ExecutionStatus status) => Texts[(int)status];

    /// <summary>False for a text that names no status.</summary>
    public static bool TryParse(string text, out ExecutionStatus status)
    {
        int index = Array.IndexOf(Texts, text);
        status = index < 0 ? default : (ExecutionStatus)index;
        return index >= 0;
    }

    /// <summary>Nothing more happens by itself.</summary>
    public static bool IsEnded(this ExecutionStatus status) => status > ExecutionStatus.Waiting;
}
