using System.Text.Json;

using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Execution;

/// <summary>How a stage, or one item of a <c>for_each</c>, ended. Written in lower case.</summary>
public enum StageStatus
{
    Succeeded,
    Failed,
    Skipped,

    /// <summary>Waits for a person; answered, it becomes succeeded or failed.</summary>
    Waiting,
}

/// <summary>
/// A committed result. Key: execution, <see cref="Path"/>, <see cref="ItemKey"/>. Written once (a waiting one is answered once).
/// </summary>
public sealed record StageResult
{
    public required string Path { get; init; }

    public string ItemKey { get; init; } = "";

    public required StageStatus Status { get; init; }

    /// <summary>The output; for a waiting stage what the person is asked to look at.</summary>
    public JsonElement? Output { get; init; }

    public ExecutionError? Error { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

/// <param name="Code">One of <see cref="Workflows.ErrorCodes"/>.</param>
public sealed record ExecutionError(string Code, string? Stage, string Detail)
{
    /// <summary>How many seconds an endpoint asked to wait before it is asked again; null where none did.</summary>
    public int? RetryAfter { get; init; }
}

public static class StageStatuses
{
    private static readonly StoredNames<StageStatus> Names = new();

    public static string ToText(this StageStatus status) => Names.Of(status);

    /// <inheritdoc cref="StoredNames{T}.Parse"/>
    public static StageStatus Read(string text) => Names.Parse(text);
}
