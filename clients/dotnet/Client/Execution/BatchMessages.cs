using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Client.Execution;

/// <summary>How a batch runs.</summary>
public sealed record BatchSettings(string Workflow)
{
    public int? Version { get; init; }

    public string? Label { get; init; }

    /// <summary>Items at a time, over all Workers.</summary>
    public int MaxParallel { get; init; } = 10;

    /// <summary>Whether the first failure stops what has not begun.</summary>
    public bool StopOnError { get; init; }

    /// <summary>More failures than this stop it; null for any number.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>1 to 10.</summary>
    public int Priority { get; init; } = 5;
}

/// <param name="State">running, or how it ended.</param>
public sealed record Batch(
    Guid Id, string Workflow, string Namespace, int Version, string State, int Total, int MaxParallel, int Priority, BatchCounts Counts,
    string? UserId, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt, double ExecutionTime)
{
    public BatchProgress? Progress { get; init; }
}

public sealed record BatchCounts(int Queued, int Running, int Waiting, int Succeeded, int Failed, int Cancelled, int Parked)
{
    [JsonIgnore]
    public int Done => Succeeded + Failed + Cancelled + Parked;
}

/// <param name="Left">Not counting what waits for a person.</param>
/// <param name="SecondsLeft">At the rate of the last minute; null while there is none.</param>
public sealed record BatchProgress(int Done, int Left, double PerMinute, double? SecondsLeft);

/// <param name="Status">success, partial, failed, waiting or running.</param>
public sealed record BatchAnswer(
    string Status, Guid BatchId, int Total, int Succeeded, int Failed, IReadOnlyList<BatchResult> Results, double ExecutionTime);

/// <param name="Index">Of the input, from 0.</param>
public sealed record BatchResult(int Index, string Status, Guid ExecutionId, JsonElement? Output, RunError? Error);
