using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Relational.Execution;

internal sealed class ResultRow
{
    public const string Columns = "stage_path, item_key, status, output, error, attempts, started_at, completed_at";

    /// <summary>Read where rows of several executions are.</summary>
    public string ExecutionId { get; init; } = "";

    public string StagePath { get; init; } = "";

    public string ItemKey { get; init; } = "";

    public string Status { get; init; } = "";

    public string? Output { get; init; }

    public string? Error { get; init; }

    public int Attempts { get; init; }

    public long? StartedAt { get; init; }

    public long? CompletedAt { get; init; }

    public StageResult ToResult() => new()
    {
        Path = StagePath,
        ItemKey = ItemKey,
        Status = StageStatuses.Read(Status),
        Output = Stored.JsonOrNull(Output),
        Error = Stored.Error(Error),
        Attempts = Attempts,
        StartedAt = Stored.Instant(StartedAt),
        CompletedAt = Stored.Instant(CompletedAt),
    };
}

internal sealed class AttemptRow
{
    public const string Columns =
        "stage_path, item_key, attempt, call, lease_epoch, started_at, completed_at, model, prompt, tool, "
        + "input_tokens, output_tokens, cost, model_calls, error_code";

    /// <inheritdoc cref="ResultRow.ExecutionId"/>
    public string ExecutionId { get; init; } = "";

    public string StagePath { get; init; } = "";

    public string ItemKey { get; init; } = "";

    public int Attempt { get; init; }

    public int Call { get; init; }

    public long LeaseEpoch { get; init; }

    public long StartedAt { get; init; }

    public long? CompletedAt { get; init; }

    public string? Model { get; init; }

    public string? Prompt { get; init; }

    public string? Tool { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? Cost { get; init; }

    public int ModelCalls { get; init; }

    public string? ErrorCode { get; init; }

    public StageAttempt ToAttempt() => new(StagePath, ItemKey, Attempt, Call)
    {
        LeaseEpoch = LeaseEpoch,
        StartedAt = Stored.Instant(StartedAt),
        CompletedAt = Stored.Instant(CompletedAt),
        Model = Model,
        Prompt = Prompt,
        Tool = Tool,
        Usage = new ExecutionUsage(InputTokens, OutputTokens, Stored.Cost(Cost), ModelCalls),
        ErrorCode = ErrorCode,
    };
}

internal sealed class EventRow
{
    public long Seq { get; init; }

    public string Type { get; init; } = "";

    public string? Stage { get; init; }

    public string Data { get; init; } = "";

    public ExecutionEvent ToEvent() => new(Seq, Type, Stage, Stored.Json(Data));
}

internal sealed class ArtifactRow
{
    public const string Columns = "a.name, a.media_type, a.hash, a.length, a.stage_path, a.item_key";

    public string Name { get; init; } = "";

    public string MediaType { get; init; } = "";

    public string Hash { get; init; } = "";

    public long Length { get; init; }

    public string StagePath { get; init; } = "";

    public string ItemKey { get; init; } = "";

    public byte[]? Content { get; init; }

    public ArtifactRecord ToRecord() => new(Name, MediaType, Hash, Length, StagePath, ItemKey);
}
