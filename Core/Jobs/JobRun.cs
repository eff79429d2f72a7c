using System.Collections.Immutable;

using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Jobs;

/// <summary>Where a run stands. Written in lower case.</summary>
public enum JobRunStatus
{
    /// <summary>Asked for; the next instance with a free hand takes it.</summary>
    Queued,

    /// <summary>Begun by an instance, which may have died since: then another one begins it again.</summary>
    Running,

    Succeeded,
    Failed,
}

/// <summary>Who asked for a run. Written in lower case.</summary>
public enum JobTrigger
{
    Schedule,
    Manual,
}

/// <summary>One run of a job, as the store has it. All times are of the store's clock.</summary>
public sealed record JobRun
{
    /// <summary>A UUIDv7: ordered by time of request.</summary>
    public required Guid Id { get; init; }

    public required string Job { get; init; }

    public required JobTrigger Trigger { get; init; }

    public required JobRunStatus Status { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The time of the schedule that it was queued for; null when somebody asked. No other run of the job has the same.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Of the last attempt; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Machine and process of the last attempt; null before the first.</summary>
    public string? Instance { get; init; }

    /// <summary>How often it was begun; more than once when an instance died with it.</summary>
    public int Attempts { get; init; }

    /// <summary>What was done, in counts; set when it succeeded.</summary>
    public ImmutableSortedDictionary<string, long>? Summary { get; init; }

    /// <summary>Set when it failed.</summary>
    public string? Error { get; init; }

    public bool IsOpen => Status is JobRunStatus.Queued or JobRunStatus.Running;

    public TimeSpan? Duration => EndedAt - StartedAt;
}

public static class JobRunTexts
{
    private static readonly StoredNames<JobRunStatus> Statuses = new();
    private static readonly StoredNames<JobTrigger> Triggers = new();

    public static string ToText(this JobRunStatus status) => Statuses.Of(status);

    public static string ToText(this JobTrigger trigger) => Triggers.Of(trigger);

    /// <summary>For stores: what another build wrote and this one does not know throws.</summary>
    public static JobRunStatus ReadStatus(string text) => Statuses.Parse(text);

    /// <inheritdoc cref="ReadStatus"/>
    public static JobTrigger ReadTrigger(string text) => Triggers.Parse(text);
}
