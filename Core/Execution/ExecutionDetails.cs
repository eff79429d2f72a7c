using System.Collections.Immutable;

namespace PromptIntel.Core.Execution;

/// <summary>An execution with its stages as a timeline.</summary>
/// <param name="Stages">In the order of the workflow; items of a <c>for_each</c> under their stage in the order of their index.</param>
/// <param name="Attempts">Every call that was begun, in the order of beginning.</param>
public sealed record ExecutionDetails(
    ExecutionRecord Execution,
    ImmutableArray<StageDetails> Stages,
    ImmutableArray<StageAttempt> Attempts,
    ImmutableArray<ArtifactRecord> Artifacts)
{
    /// <summary>From the stored traceparent; null when nobody traced.</summary>
    public string? TraceId => Execution.TraceParent is { Length: 55 } parent ? parent.Substring(3, 32) : null;
}

/// <summary>A stage, or one item of it, that has begun or ended; a stage not yet begun has no result and no times.</summary>
public sealed record StageDetails
{
    public required string Path { get; init; }

    public string ItemKey { get; init; } = "";

    public string? Description { get; init; }

    public string? OperationType { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, or the text of a <see cref="StageStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Null until it has ended or waits.</summary>
    public StageResult? Result { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public ExecutionUsage Usage { get; init; } = ExecutionUsage.None;
}

/// <summary>
/// A call that was begun: recorded before it is made, so that repeats can be counted. Key: execution, path, item, attempt, call.
/// </summary>
/// <param name="Attempt">1 for the first, over all leases.</param>
/// <param name="Call">Number of the call of a model or a tool within the attempt, from 1.</param>
public sealed record StageAttempt(string Path, string ItemKey, int Attempt, int Call)
{
    public long LeaseEpoch { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs, and for ever when its process was lost.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Null when no model was asked.</summary>
    public string? Model { get; init; }

    /// <summary><c>namespace/name@version</c> of the prompt; null when no model was asked.</summary>
    public string? Prompt { get; init; }

    /// <summary><c>namespace/name@version</c> of the tool that was called; null for any other call.</summary>
    public string? Tool { get; init; }

    public ExecutionUsage Usage { get; init; } = ExecutionUsage.None;

    /// <summary>Code of the failure; null when it succeeded or runs.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>A large value of a stage, without its bytes.</summary>
/// <param name="Hash">Lower-case hexadecimal SHA-256 of the bytes.</param>
public sealed record ArtifactRecord(string Name, string MediaType, string Hash, long Length, string Stage, string ItemKey);

/// <summary>An artifact with its bytes.</summary>
public sealed record ArtifactContent(ArtifactRecord Artifact, ReadOnlyMemory<byte> Content);
